"""All rooms, in the order of their pages."""

from grids.works.room import Room
from partybuilding.works.brands import BRANDS
from partybuilding.works.carriers import CARRIERS, SESSIONS
from partybuilding.works.cobuilding import AGREEMENTS, CHECK_INS, ENTRIES, LINKS
from partybuilding.works.neighbours import PROPERTIES, STEWARDS
from partybuilding.works.orgs import ORGS
from partybuilding.works.stations import CAMPAIGNS, POINTS, STATIONS

ROOMS: tuple[Room, ...] = (
    ORGS, BRANDS, CARRIERS, SESSIONS, AGREEMENTS, ENTRIES, LINKS, CHECK_INS, STEWARDS, PROPERTIES, STATIONS, CAMPAIGNS, POINTS,
)  # fmt: skip
BY_KEY: dict[str, Room] = {room.key: room for room in ROOMS}
# The pages of the menu; points are looked at on the page of their campaign.
FRONT: tuple[Room, ...] = tuple(room for room in ROOMS if room is not POINTS)
