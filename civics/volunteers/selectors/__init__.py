"""What the pages of volunteering read."""
