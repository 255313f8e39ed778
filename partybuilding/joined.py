"""What this app makes known to the rooms below it, once at start. Imported by PartybuildingConfig.ready alone."""

from core import subjects
from core.flow.subject import FlowSubject
from partybuilding.items import joined as items
from partybuilding.meetings import joined as meetings
from partybuilding.works import handover
from partybuilding.works.carriers import said_at
from partybuilding.works.rooms import ROOMS
from residents import occasions


def register_all() -> None:
    """Each part of the app adds its own line."""
    meetings.register_all()
    items.register_all()
    for room in ROOMS:
        subjects.register(FlowSubject(room))
    occasions.register(said_at)
    handover.register_handover()
