"""What every screen shares: the frame, its navigation, form and table pieces, and the pages for errors."""
