"""Pages of cases: parse, one action or selector, render."""
