"""Pages of petition matters."""
