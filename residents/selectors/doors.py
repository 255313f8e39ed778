"""Doors to knock at: those of a building as the register knows them, without anybody's name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core.accounts.models import User
from core.text import number_of
from grids.choices import Role
from grids.models import Area, Grid, Posting
from grids.querysets import in_force
from grids.selectors.picking import pickable
from residents.actions.visits import Door
from residents.models import Dwelling, Household, Visit

MOST_DOORS = 600
# More doors than this fold away by stairwell.
MANY_DOORS = 48


@dataclass(frozen=True)
class DoorOption:
    """One chip: h12 is a household, d5 a door where none or several live."""

    value: str
    label: str
    unit: str


@dataclass(frozen=True)
class Stairwell:
    """The doors of one unit; open when few, or when the chosen door lies in it."""

    unit: str
    doors: list[DoorOption]
    is_open: bool


def doors_of(user: Any, building: Area | None) -> list[DoorOption]:
    """Every door of the building that the person's posts reach. Two queries."""
    if building is None:
        return []
    rows = Dwelling.objects.visible_to(user).filter(building=building).only("unit_no", "room_no")
    dwellings = sorted(rows[:MOST_DOORS], key=lambda one: (_natural(one.unit_no), _natural(one.room_no)))
    homes: dict[int, list[Household]] = {}
    present = Household.objects.visible_to(user).present().filter(dwelling__building=building)
    for home in present.only("dwelling_id", "ordinal").order_by("dwelling_id", "ordinal"):
        homes.setdefault(home.dwelling_id, []).append(home)
    return [option for one in dwellings for option in _options(one, homes.get(one.pk, []))]


def _natural(text: str) -> tuple[int, str]:
    """201 before 1001."""
    return len(text), text


def _options(dwelling: Dwelling, homes: Sequence[Household]) -> list[DoorOption]:
    unit = f"{dwelling.unit_no}单元" if dwelling.unit_no else ""
    if not homes:
        return [DoorOption(f"d{dwelling.pk}", dwelling.room_no, unit)]
    if len(homes) == 1:
        return [DoorOption(f"h{homes[0].pk}", dwelling.room_no, unit)]
    return [DoorOption(f"h{home.pk}", f"{dwelling.room_no}第{home.ordinal}户", unit) for home in homes]


def stairwells(doors: Sequence[DoorOption], chosen: str) -> list[Stairwell]:
    units: dict[str, list[DoorOption]] = {}
    for door in doors:
        units.setdefault(door.unit, []).append(door)
    few = len(doors) <= MANY_DOORS
    return [
        Stairwell(unit or "门牌", held, few or any(door.value == chosen for door in held))
        for unit, held in units.items()
    ]


def read_door(user: Any, place: Area, value: str, detail: str) -> Door | None:
    """The door behind a chip's value; None when it is no door of this building that the person's posts reach."""
    kind, digits = value[:1], value[1:]
    if not value:
        return Door(place, detail=detail)
    pk = number_of(digits)
    if kind not in "hd" or pk is None:
        return None
    if kind == "h":
        homes = Household.objects.visible_to(user).select_related("dwelling__grid")
        home = homes.filter(pk=pk, dwelling__building=place).first()
        return Door(place, home.dwelling, home) if home else None
    found = Dwelling.objects.visible_to(user).select_related("grid").filter(pk=pk, building=place)
    dwelling = found.first()
    return Door(place, dwelling) if dwelling else None


def last_place(user: User) -> Area | None:
    """The building at which the person noted a visit last, if they may still pick it. One query, by visit_author."""
    at = Visit.objects.filter(created_by=user, place__level="building", place__is_active=True)
    return pickable(user).filter(pk=at.order_by("-pk").values("place")[:1]).first()


def workers_for(place: Area | None, grid: Grid | None) -> list[User]:
    """Who may go there: the grid's and the community's people, in the order of their posts. One query."""
    if place is None:
        return []
    community = place.community_id or place.pk
    at_grid = Q(grid=grid, role__in=[Role.GRID_WORKER, Role.GRID_LEADER]) if grid else Q(pk__in=[])
    at_community = Q(community=community, role__in=[Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD])
    posts = Posting.objects.filter(in_force(), at_grid | at_community, user__is_active=True)
    return list(
        {post.user_id: post.user for post in posts.select_related("user").order_by("-grid_id", "pk")}.values()
    )


def people_of_desks(community_id: int, grid_id: int | None) -> list[tuple[str, list[User]]]:
    """Who may answer an opinion, by desk. One query."""
    wanted: dict[str, Q] = {
        "网格": Q(grid=grid_id, role__in=[Role.GRID_WORKER, Role.GRID_LEADER]) if grid_id else Q(pk__in=[]),
        "社区": Q(community=community_id, role__in=[Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD]),
        "街道": Q(street=True, role__in=[Role.CENTRE_INTAKE, Role.CENTRE_MANAGER]),
    }
    any_of = Q(pk__in=[])
    for one in wanted.values():
        any_of |= one
    rows = (
        Posting.objects.filter(in_force(), any_of, user__is_active=True).select_related("user").order_by("pk")
    )
    found: dict[str, dict[int, User]] = {name: {} for name in wanted}
    for post in rows:
        name = "网格" if post.grid_id else "社区" if post.community_id else "街道"
        found[name].setdefault(post.user_id, post.user)
    return [(name, list(people.values())) for name, people in found.items() if people]


def names_of(people: Iterable[User]) -> str:
    return "、".join(person.display_name for person in people)
