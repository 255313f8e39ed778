"""What the worker does with an import: claim it, read, check again, commit, undo. Each stage is one transaction."""
