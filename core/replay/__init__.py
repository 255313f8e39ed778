"""A POST with a key is done once and answered the same ever after."""
