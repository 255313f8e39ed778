"""What the pages of wishes read."""
