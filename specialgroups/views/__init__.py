"""/support/ and /aggregates/."""
