"""综治中心: four rooms of one shape (grids.works, domain.md J1)."""
