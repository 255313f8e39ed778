"""填报负担: what the office asks of people, form by form and week by week, and never who answered (docs/adr/0036)."""
