"""What stands behind many doors at once, for sheets: one question for a whole batch, along dwelling_one_door."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection


class Door(NamedTuple):
    """An address, whether or not it is registered."""

    building: int
    unit_no: str
    room_no: str


class HomeAt(NamedTuple):
    """A household that lives behind a door now."""

    pk: int
    head: int | None


@dataclass(slots=True)
class DoorAt:
    """A registered door and who lives behind it, by their place there."""

    pk: int
    community: int
    grid: int | None
    use: str
    version: int
    homes: dict[int, HomeAt] = field(default_factory=dict)


_BEHIND = """
SELECT d.building_id, d.unit_no, d.room_no, d.id, d.community_id, d.grid_id, d.use, d.version,
       h.id, h.ordinal, h.head_id
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS asked (building, unit, room)
JOIN residents_dwelling d ON d.building_id = asked.building AND d.unit_no = asked.unit AND d.room_no = asked.room
LEFT JOIN residents_household h ON h.dwelling_id = d.id AND h.left_on IS NULL
"""


def behind_doors(doors: Iterable[Door]) -> dict[Door, DoorAt]:
    """Those of the doors that are registered."""
    asked = list(set(doors))
    found: dict[Door, DoorAt] = {}
    if not asked:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [list(column) for column in zip(*asked, strict=True)])
        for building, unit, room, *at_door, home, ordinal, head in cursor.fetchall():
            at = found.setdefault(Door(building, unit, room), DoorAt(*at_door))
            if home is not None:
                at.homes[ordinal] = HomeAt(home, head)
    return found


def with_marks(marks: Iterable[bytes]) -> set[int]:
    """The numbers of rows that carry one of the marks of an identity number, by resident_id. As an array: thousands of
    values one by one cost more than the search. Whoever shows such a row narrows it to a scope first."""
    asked = list(marks)
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM residents_resident WHERE id_index = ANY(%s)", [asked])
        return {pk for (pk,) in cursor.fetchall()}
