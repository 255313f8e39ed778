"""Pages of grids, places and people. Thin: parse, ask one selector or action, render."""
