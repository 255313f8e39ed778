"""月报、季报、年报 (domain.md L26-L28): the same figures for any past period, on the screen, as Excel and as Word."""
