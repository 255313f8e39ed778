"""Reads for pages of tickets: the list, the three rates, what is going on at the same place."""
