"""One's own buildings with their numbers, and the plan of a building: every door by unit and floor (ux.md W7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from grids.choices import EstateKind
from grids.models import Area, GridBuilding
from grids.scope import Scope
from residents.models import Dwelling, Household, Rental
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES, STREET_ROLES, in_scope

# A household that is due this soon is shown as such.
SOON = timedelta(days=14)
_YARDS = "出租大院"


@dataclass(frozen=True)
class Tally:
    """How much is registered somewhere."""

    homes: int = 0
    people: int = 0
    due: int = 0

    @property
    def due_words(self) -> str:
        return f"该核对{self.due}户"


@dataclass(frozen=True)
class BuildingRow:
    building: Area
    label: str
    count: Tally


@dataclass(frozen=True)
class EstateRows:
    """An estate and those of its buildings that are one's own; all rental courtyards together are one."""

    name: str
    rows: list[BuildingRow] = field(default_factory=list)


def communities_for(user: Any) -> list[Area]:
    """Communities among which the person may choose: all for the centre, one's own for the rest."""
    scope = Scope.of(user)
    found = Area.objects.active().communities().order_by("code")
    if scope.street_roles & STREET_ROLES:
        return list(found)
    return list(found.filter(pk__in=scope.communities_as(*COMMUNITY_ROLES)))


def estates_for(user: Any, community: Area | None, today: date) -> list[EstateRows]:
    """Own buildings by estate, with households, people and what is due: of a community, or of one's grids."""
    buildings = list(_buildings(user, community).select_related("parent").order_by("parent__code", "code"))
    counts = _counts(user, community, today)
    grouped: dict[str, EstateRows] = {}
    for building in buildings:
        name, label = _called(building)
        group = grouped.setdefault(name, EstateRows(name))
        group.rows.append(BuildingRow(building, label, counts.get(building.pk, Tally())))
    return sorted(grouped.values(), key=lambda one: one.name == _YARDS)


def _called(building: Area) -> tuple[str, str]:
    """(heading, name under it): a courtyard is its one row of houses, or names each of them."""
    estate = building.parent
    if estate is None or estate.estate_kind != EstateKind.COURTYARD:
        return (estate.name if estate else ""), building.name
    return (
        _YARDS,
        estate.name if building.name == "平房" else f"{estate.name}{building.name.removesuffix('平房')}",
    )


def _buildings(user: Any, community: Area | None) -> "QuerySet[Area]":
    found = Area.objects.active().buildings()
    if community is not None:
        return found.filter(community=community)
    grids = Scope.of(user).grids_as(*GRID_ROLES)
    linked = GridBuilding.objects.filter(grid__in=grids, valid_to__isnull=True).values("building")
    # A door given to a grid of its own lies in it (placing), so dwelling_grid_building finds it.
    lent = Dwelling.objects.filter(grid__in=grids, grid_override__isnull=False).values("building")
    return found.filter(Q(pk__in=linked) | Q(pk__in=lent))


def _counts(user: Any, community: Area | None, today: date) -> dict[int, Tally]:
    """By household_building_count, which holds all that is asked."""
    seen = in_scope(user)
    if seen is None:
        return {}
    rows = Household.objects.present().filter(seen)
    if community is not None:
        rows = rows.filter(community=community)
    counted = (
        rows.order_by()
        .values_list("building")
        .annotate(
            homes=Count("building"),
            people=Sum("members"),
            due=Count("building", filter=Q(confirm_due_on__lte=today)),
        )
    )
    return {building: Tally(homes, people or 0, due) for building, homes, people, due in counted}


# What the plan draws of a door and a household; the rest stays in the database.
_DOOR = ("building", "unit_no", "room_no", "floor", "use")
_HOME = ("dwelling", "ordinal", "members", "confirm_due_on", "confirmed_on")


@dataclass(frozen=True)
class DoorCell:
    """One door of the plan: never who lives there, only how many and whether that was asked lately."""

    door: Dwelling
    homes: list[Household]
    state: str
    mark: str
    word: str

    @property
    def people(self) -> int:
        return sum(home.members for home in self.homes)

    @property
    def url(self) -> str:
        return self.homes[0].get_absolute_url() if len(self.homes) == 1 else self.door.get_absolute_url()


@dataclass(frozen=True)
class FloorRow:
    label: str
    doors: list[DoorCell]


@dataclass(frozen=True)
class UnitPlan:
    name: str
    floors: list[FloorRow]


def plan_of(user: Any, building: Area, today: date) -> list[UnitPlan]:
    """Units of the building, upper floors first; only doors that the person sees."""
    doors = list(Dwelling.objects.visible_to(user).filter(building=building).only(*_DOOR))
    homes: dict[int, list[Household]] = {}
    seen = Household.objects.visible_to(user).present().filter(building=building)
    for home in seen.filter(community=building.community_id).order_by("ordinal").only(*_HOME):
        homes.setdefault(home.dwelling_id, []).append(home)
    units: dict[str, dict[int, list[DoorCell]]] = {}
    for door in sorted(doors, key=_door_order):
        cell = door_cell(door, homes.get(door.pk, []), today)
        units.setdefault(door.unit_no, {}).setdefault(door.floor or 0, []).append(cell)
    return [
        UnitPlan(f"{unit}单元" if unit else "", _floors(floors))
        for unit, floors in sorted(units.items(), key=lambda one: _number_first(one[0]))
    ]


def _floors(floors: dict[int, list[DoorCell]]) -> list[FloorRow]:
    return [
        FloorRow(f"{floor}层" if floor else "", cells)
        for floor, cells in sorted(floors.items(), reverse=True)
    ]


def _door_order(door: Dwelling) -> tuple[tuple[int, str], tuple[int, str]]:
    return _number_first(door.unit_no), _number_first(door.room_no)


def _number_first(text: str) -> tuple[int, str]:
    """2 before 10, and both before 东2."""
    digits = "".join(one for one in text if one.isascii() and one.isdecimal())
    return (int(digits) if digits else 0, text)


def door_cell(door: Dwelling, homes: list[Household], today: date) -> DoorCell:
    """The state of the household that was asked longest ago counts for the door."""
    return DoorCell(door, homes, *confirm_state(homes, today))


def confirm_state(homes: Iterable[Household], today: date) -> tuple[str, str, str]:
    """(state, mark, word) as ux.md section 4 wants them: shape and word always go with the colour."""
    homes = list(homes)
    dues = [home.confirm_due_on or today for home in homes]
    if not dues:
        return "cancelled", "–", "没登记"
    if min(dues) <= today:
        return "overdue", "■", "该核对"
    if min(dues) <= today + SOON:
        return "due_soon", "▲", "快到期"
    # What came by sheet or was just entered has been asked of nobody yet.
    return "normal", "●", "已核对" if all(home.confirmed_on for home in homes) else "已登记"


def rentals_of(user: Any, building: Area) -> "QuerySet[Rental]":
    """Letting of the building's doors, or of the courtyard it stands in."""
    return Rental.objects.visible_to(user).filter(
        Q(dwelling__building=building) | Q(courtyard=building.parent)
    )
