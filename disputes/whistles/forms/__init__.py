"""Forms of calls, whistles and units: they shape what was said, the actions decide."""
