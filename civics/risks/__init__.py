"""社会风险评估 (domain.md J9): a room of one shape (grids.works). Trends over cases are read where all apps are read."""
