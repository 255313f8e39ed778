"""Forms of action items: they shape what was said, the actions decide."""
