"""Pages of meetings, topics and bodies."""
