"""What the pages of cases ask for: shape only; rules are the actions'."""
