"""Forms of wishes: new ones, the acts, the filter, and what the public page asks."""
