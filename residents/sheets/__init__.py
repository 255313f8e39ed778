"""The sheets of the register: people, one a row, and doors with their households, one a row."""
