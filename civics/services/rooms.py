"""All rooms of this app that have the common shape, in the order of their pages."""

from civics.centre.rooms import INTAKE, ROOMS, ROSTER, UNITS
from civics.risks.reviews import REVIEWS
from civics.services.items import ITEMS
from civics.services.kinds import KINDS
from civics.services.legal import LEGAL
from grids.works.room import Room

COUNTER: tuple[Room, ...] = (ITEMS, KINDS, LEGAL)
CENTRE: tuple[Room, ...] = (INTAKE, ROSTER, UNITS, ROOMS)
ALL: tuple[Room, ...] = (*COUNTER, *CENTRE, REVIEWS)
