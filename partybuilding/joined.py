"""What this app makes known to the rooms below it, once at start. Imported by PartybuildingConfig.ready alone."""


def register_all() -> None:
    """Each part of the app adds its own line."""
