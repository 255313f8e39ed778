"""Forms of support records."""
