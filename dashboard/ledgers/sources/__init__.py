"""What the columns of a definition may show: one small description a kind of row.

Support programmes, petition matters and what is counted of belief are no source and never become one (domain.md 0.1, F6, G); a
test holds the list. Names and numbers of people are there only as their masks."""
