"""Reads of action items."""
