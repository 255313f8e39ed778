"""Reads that join or count for a page of cases. Each starts at visible_to."""
