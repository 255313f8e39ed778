"""Forms check the shape; the actions check the rules."""
