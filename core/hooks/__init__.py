"""Signed webhooks: the program of an office's other system is told that a row it may see has moved on.

The engine's line of the timeline makes an event (core.flow.watching), in the act's transaction; the body says only which
row and which version, and whoever is told reads the row through the API (docs/adr/0035)."""
