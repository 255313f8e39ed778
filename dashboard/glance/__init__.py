"""The street at a glance: figures with what they mean, charts that are tables first (ux.md W10)."""
