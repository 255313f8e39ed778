"""The workflows of visits and opinions: a table of acts each, and who is who in them."""
