"""/meetings/lists/ and /meetings/items/."""
