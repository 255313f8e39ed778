"""All rooms of this app that have the common shape, in the order of their pages."""

from civics.awards.pages import ROOMS as AWARDS
from civics.services.rooms import ALL as SERVICES
from civics.talks.pages import ROOMS as TALKS
from grids.works.room import Room

ROOMS: tuple[Room, ...] = (*TALKS, *AWARDS, *SERVICES)
