"""The sheets of this app: places and posts. Other apps find places of a row here too."""
