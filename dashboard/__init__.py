"""What is read across the rooms: the workbench of each role, the menu and the search."""
