"""Reads for pages of whistles: the list, one whistle, who holds what, rates."""
