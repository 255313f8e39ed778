"""Reads of meetings for pages."""
