"""What this app makes known to the rooms below it, once at start. Imported by PartybuildingConfig.ready alone."""

from partybuilding.items import joined as items
from partybuilding.meetings import joined as meetings


def register_all() -> None:
    """Each part of the app adds its own line."""
    meetings.register_all()
    items.register_all()
