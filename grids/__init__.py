"""Places, grids and who serves them: the area tree, the partition into grids, dated postings, and scope."""
