"""Doors entered by a sheet, thousands at a time, in the grids that serve them; the rules are those of add_dwelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.accounts.models import User
from core.errors import RuleBroken
from grids.choices import AreaLevel
from grids.models import Area, GridBuilding
from grids.querysets import in_force
from residents import bulk, policies
from residents.actions.common import moment
from residents.actions.dwellings import floor_of
from residents.bulk import NewDwelling
from residents.models import Dwelling
from residents.placing import claim_register
from residents.selectors.at_doors import Door, behind_doors

GONE = "这栋楼现在停用了，或者不归你管，请核对"
THERE = "这处房屋刚才已经有人登记了，请再看一眼"


@dataclass(frozen=True)
class OpenBuildings:
    """Every building that somebody may bring homes into: (community, grid) by building, and the units that another grid
    serves. Read under the register's lock, so it stays true while homes are written."""

    places: dict[int, tuple[int, int | None]]
    units: dict[tuple[int, str], int | None]

    @classmethod
    def to(cls, actor: User, today: date) -> "OpenBuildings":
        buildings = Area.objects.active().filter(level=AreaLevel.BUILDING, community__isnull=False)
        mine = policies.imports_for(actor)
        if mine is not None:
            buildings = buildings.filter(community__in=mine)
        grids = dict(GridBuilding.objects.filter(in_force(today)).values_list("building", "grid"))
        places = {
            pk: (community, grids.get(pk))
            for pk, community in buildings.values_list("pk", "community")
            if community is not None
        }
        split = Dwelling.objects.filter(grid_override__isnull=False).order_by().distinct()
        rows = split.values_list("building", "unit_no", "grid_override")
        return cls(places, {(building, unit): grid for building, unit, grid in rows})

    def new_door(self, door: Door, **facts: Any) -> NewDwelling:
        """A door not written yet, in the grid that serves it."""
        community, grid = self.places[door.building]
        override = self.units.get((door.building, door.unit_no))
        facts.setdefault("floor", floor_of(door.room_no))
        return NewDwelling(
            door.building,
            community,
            override or grid,
            door.room_no,
            door.unit_no,
            grid_override_id=override,
            **facts,
        )


@dataclass(slots=True)
class DoorEntry:
    """A door to be entered with what is said of it. `row` is the caller's own."""

    row: Any
    door: Door
    facts: dict[str, Any]
    pk: int = 0
    refusal: RuleBroken | None = None


def enter_doors(entries: Sequence[DoorEntry], *, actor: User, now: datetime | None = None) -> None:
    """Enter doors that are not registered yet. Refused are buildings out of use or of others, and doors that are there."""
    at, today = moment(now)
    claim_register()
    buildings, there = OpenBuildings.to(actor, today), set(behind_doors(one.door for one in entries))
    new: list[tuple[DoorEntry, NewDwelling]] = []
    for one in entries:
        if one.door.building not in buildings.places:
            one.refusal = RuleBroken("building", GONE, field="building")
        elif one.door in there:
            one.refusal = RuleBroken("twin", THERE, field="room_no")
        else:
            there.add(one.door)
            new.append((one, buildings.new_door(one.door, **one.facts)))
    bulk.number(Dwelling, [row for _, row in new])
    bulk.copy_dwellings([row for _, row in new], now=at)
    for one, row in new:
        one.pk = row.pk
