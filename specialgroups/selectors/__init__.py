"""Reads of support records. Each starts at visible_to, behind the wall."""
