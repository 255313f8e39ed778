"""Reads of the register for pages and prints. Every one begins at visible_to."""
