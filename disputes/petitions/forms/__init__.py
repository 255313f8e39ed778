"""Forms of petition matters."""
