"""Figures of the street: sums kept by the acts themselves, folded, counted again at night (docs/adr/0032)."""
