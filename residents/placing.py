"""Rows of the register carry the community and grid of their building, and follow it (D3, domain.md B2).

Where a building lies is the grids app's to say; here every row that lies in it is brought after it, in bulk. One lock
keeps edits of single homes and these sweeps apart, so that neither waits for the other in a ring."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.accounts.models import User
from grids import handover
from grids.models import Area, Grid, GridBuilding
from grids.querysets import in_force
from residents.models import Dwelling, Household, Rental, Resident

# Shared by every change of single homes, exclusive for what touches thousands of them.
REGISTER_LOCK = 0x0B0E5


def hold_register() -> None:
    """Keep the sweeps out until the end of the transaction. Cheap, and may be taken again and again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [REGISTER_LOCK])


def claim_register() -> None:
    """Wait until nobody changes homes, then keep them out until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])


@transaction.atomic
def follow_places(buildings: Iterable[int] | None = None, *, on: date | None = None) -> int:
    """Give dwellings, households, people and rentals the community and grid that their building has on the day.

    All buildings when none are named. A unit that was given to another grid keeps it while that grid serves in the
    same community, else falls back to the building's. Touches only rows that differ; how many."""
    claim_register()
    day = on or timezone.localdate()
    wanted = None if buildings is None else _lived_in(buildings)
    return (0 if wanted == [] else _carry_homes(wanted, day)) + _carry_courtyards(day)


def _lived_in(buildings: Iterable[int]) -> list[int]:
    """Those of the buildings that have a door on record: a new one, and most that are moved about, has none."""
    doors = Dwelling.objects.filter(building__in=buildings).order_by()
    return list(doors.values_list("building", flat=True).distinct())


def _carry_homes(wanted: list[int] | None, day: date) -> int:
    _forget_dead_overrides(wanted, day)
    moved = _carry(_within(Dwelling.objects.all(), "building", wanted), *_of_building("building", day, True))
    moved += _carry(_within(Household.objects.all(), "building", wanted), *_of_row(Dwelling, "dwelling"))
    people = Resident.objects.all()
    moved += _carry(_within(people, "household__building", wanted), *_of_row(Household, "household"))
    let = Rental.objects.filter(dwelling__isnull=False)
    return moved + _carry(_within(let, "dwelling__building", wanted), *_of_row(Dwelling, "dwelling"))


def _within(rows: QuerySet[Any], path: str, wanted: list[int] | None) -> QuerySet[Any]:
    return rows if wanted is None else rows.filter(**{f"{path}__in": wanted})


def _of_building(path: str, day: date, override: bool) -> tuple[Any, Any]:
    """(community, grid) of the building a row lies in."""
    community = Subquery(Area.objects.filter(pk=OuterRef(path)).values("community")[:1])
    links = GridBuilding.objects.filter(in_force(day), building=OuterRef(path))
    grid: Any = Subquery(links.values("grid")[:1])
    return community, Coalesce(F("grid_override"), grid) if override else grid


def _of_row(model: type[Model], path: str) -> tuple[Any, Any]:
    """(community, grid) of the row that this one belongs to."""
    owner = model._default_manager.filter(pk=OuterRef(path))
    return Subquery(owner.values("community")[:1]), Subquery(owner.values("grid")[:1])


def _carry(rows: QuerySet[Any], community: Any, grid: Any) -> int:
    placed = rows.annotate(new_community=community, new_grid=grid)
    other = placed.filter(_differs("community_id", "new_community") | _differs("grid_id", "new_grid"))
    return int(other.update(community=community, grid=grid))


def _differs(one: str, other: str) -> Any:
    """As SQL compares when a grid may be missing on either side."""
    return _Distinct(F(one), F(other))


class _Distinct(Func):
    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "
    output_field = BooleanField()
    conditional = True

    def __or__(self, other: Any) -> Any:
        return Func(self, other, template="(%(expressions)s)", arg_joiner=" OR ", output_field=BooleanField())


def _forget_dead_overrides(wanted: list[int] | None, day: date) -> None:
    """A unit's own grid counts no more once it has ended or the building lies in another community."""
    rows = _within(Dwelling.objects.filter(grid_override__isnull=False), "building", wanted)
    alive = Grid.objects.filter(in_force(day), community=OuterRef("building__community"))
    rows.exclude(grid_override__in=alive.values("pk")).update(grid_override=None)


def _carry_courtyards(day: date) -> int:
    """A courtyard let as a whole lies where its first row of houses lies; there are a few hundred in a town."""
    rows = Rental.objects.filter(courtyard__isnull=False)
    if not rows.exists():
        return 0
    links = GridBuilding.objects.filter(in_force(day), building__parent=OuterRef("courtyard"))
    community = Subquery(Area.objects.filter(pk=OuterRef("courtyard")).values("community")[:1])
    return _carry(rows, community, Subquery(links.order_by("building__code").values("grid")[:1]))


def follow_grid(
    *,
    grid_from: Grid,
    grid_to: Grid,
    old_user: User | None,
    new_user: User | None,
    mode: str,
    buildings: frozenset[int] | None,
    actor: User,
    now: datetime,
) -> int:
    """A grid's boundary moved: its homes follow, whoever works off the open cases. No open work moves with them."""
    if grid_from.pk == grid_to.pk:
        return 0
    if buildings is None:
        units = Dwelling.objects.filter(grid_override=grid_from)
        buildings = frozenset(
            Dwelling.objects.filter(grid=grid_from).order_by().values_list("building", flat=True).distinct()
        ) | frozenset(units.values_list("building", flat=True))
        units.update(grid_override=grid_to)
    follow_places(buildings, on=timezone.localdate(now))
    return 0


def follow_community(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one: its homes carry the new one's key, or nobody there would see them."""
    there = Area.objects.buildings().in_community(new.pk).values_list("pk", flat=True)
    follow_places(there, on=timezone.localdate(now))
    return 0


def register_handover() -> None:
    """Called once by ResidentsConfig.ready."""
    handover.register(
        "residents", follow_grid, community_changed=follow_community, buildings_changed=follow_places
    )
