"""/hotline/."""
