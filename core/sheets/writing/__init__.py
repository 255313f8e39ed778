"""Sheets that we write: templates, error files, exports. Every cell is a text; nothing in them is ever a live formula."""
