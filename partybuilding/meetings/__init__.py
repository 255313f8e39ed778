"""Joint meetings (domain.md E1-E5, E9): bodies, dates, topics, sittings, minutes, what the public is told."""
