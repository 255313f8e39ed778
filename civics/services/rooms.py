"""All rooms of this app that have the common shape, in the order of their pages."""

from typing import Any

from civics.centre.rooms import INTAKE, ROOMS, ROSTER, UNITS
from civics.risks.reviews import REVIEWS
from civics.services.items import ITEMS
from civics.services.kinds import KINDS
from civics.services.legal import LEGAL
from grids.works.room import Room

COUNTER: tuple[Room, ...] = (ITEMS, KINDS, LEGAL)
CENTRE: tuple[Room, ...] = (INTAKE, ROSTER, UNITS, ROOMS)
ALL: tuple[Room, ...] = (*COUNTER, *CENTRE, REVIEWS)


def waiting(user: Any) -> list[tuple[Room, Any]]:
    """Rooms in which something waits for the person, each with its rows."""
    found: list[tuple[Room, Any]] = []
    for room in ALL:
        wanted = room.mine(user) if room.may_register(user) else None
        if wanted is not None:
            rows: Any = room.model.objects
            found.append((room, rows.visible_to(user).filter(wanted)))
    return found
