"""The tables of this room, a file for each family."""
