"""The public pages of topics and open affairs."""
