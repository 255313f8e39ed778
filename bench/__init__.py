"""How fast the pages are, as shares of a light page of the same run: `make bench`."""
