"""Reads of petition matters."""
