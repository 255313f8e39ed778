"""Work lists: households to confirm, let rooms to look at, proposals to join. The longest waiting first, fifty at once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet

from grids.models import Area, Grid
from grids.scope import Scope
from residents.models import Household, Rental, Resident, ResidentMerge
from residents.querysets import GRID_ROLES, in_scope

# A look at let rooms is on the list this long before its day.
CHECK_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Waiting:
    """The head of a list and how many wait in all."""

    rows: list[Any]
    total: int

    @property
    def rest(self) -> int:
        return self.total - len(self.rows)


def to_confirm(user: Any, today: date, *, community: Area | None = None, grid: Grid | None = None) -> Waiting:
    """Households due, oldest first, by household_grid_due or household_community_due."""
    rows = _living(user).filter(confirm_due_on__lte=today)
    rows = _narrowed(rows, community, grid)
    ordered = rows.order_by("confirm_due_on", "pk").select_related("dwelling__building__parent")
    return _waiting(ordered)


def due_count(user: Any, today: date, community: Area | None = None) -> int:
    rows = _narrowed(_living(user).filter(confirm_due_on__lte=today), community, None)
    return int(rows.count())


def _living(user: Any) -> "QuerySet[Household]":
    seen = in_scope(user)
    rows = Household.objects.present()
    return rows.none() if seen is None else rows.filter(seen)


def _narrowed(rows: Any, community: Area | None, grid: Grid | None) -> Any:
    if community is not None:
        rows = rows.filter(community=community)
    return rows.filter(grid=grid) if grid is not None else rows


def _waiting(ordered: "QuerySet[Any]") -> Waiting:
    """Fifty rows, and the number of all only where there are more."""
    most = int(settings.HOMES_FOUND_MOST)
    rows = list(ordered[: most + 1])
    return Waiting(rows[:most], ordered.order_by().count() if len(rows) > most else len(rows))


def rentals_due(
    user: Any, today: date, *, community: Area | None = None, grid: Grid | None = None, every: bool = False
) -> Waiting:
    """Let rooms and courtyards whose look is due within a month, or all of them."""
    rows = _narrowed(Rental.objects.visible_to(user), community, grid)
    if not every:
        rows = rows.filter(next_check_on__lte=today + CHECK_AHEAD)
    ordered = rows.order_by(F("next_check_on").asc(nulls_first=True), "pk")
    return _waiting(ordered.select_related("dwelling__building__parent", "courtyard", "community"))


def grids_for(user: Any, community: Area | None) -> list[Grid]:
    """Grids by which a list may be narrowed."""
    if community is not None:
        return list(Grid.objects.active().in_community(community.pk).order_by("code"))
    mine = Scope.of(user).grids_as(*GRID_ROLES)
    return list(Grid.objects.filter(pk__in=mine).order_by("code")) if len(mine) > 1 else []


def proposals(user: Any) -> list[ResidentMerge]:
    """Proposals that wait for a second pair of eyes, and joinings that may still be taken apart."""
    rows = ResidentMerge.objects.visible_to(user).select_related(
        "kept__household__dwelling__building__parent",
        "gone__household__dwelling__building__parent",
        "asked_by",
        "decided_by",
    )
    most = int(settings.HOMES_FOUND_MOST)
    open_first = rows.order_by(F("decided_at").desc(nulls_first=True), "-pk")
    return list(open_first[:most])


@dataclass(frozen=True)
class Twins:
    """Entries under one identity number."""

    people: list[Resident]


def twins_for(user: Any, limit: int = 20) -> list[Twins]:
    """The same whole number more than once among those one sees, by resident_id; never which number it is."""
    seen = Resident.objects.visible_to(user).present().filter(id_index__isnull=False)
    marks = seen.order_by().values("id_index").annotate(n=Count("pk")).filter(n__gt=1)[:limit]
    rows = seen.filter(id_index__in=[bytes(one["id_index"]) for one in marks])
    found: dict[bytes, list[Resident]] = {}
    for row in rows.select_related("household__dwelling__building__parent").order_by("pk"):
        found.setdefault(bytes(row.id_index), []).append(row)
    return [Twins(people) for people in found.values()]
