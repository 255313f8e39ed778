"""What residents take part in: volunteers, wishes, deliberation, honours, counselling, services at the window."""
