"""Forms of meetings, topics and bodies."""
