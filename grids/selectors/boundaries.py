"""What a boundary change would do, before anybody does it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from core.accounts.models import User
from grids import handover
from grids.choices import GridKind
from grids.models import Area, Grid
from grids.querysets import in_force, today
from grids.selectors.staffing import size_warning, who_serves


@dataclass(frozen=True)
class Side:
    """One grid after the change."""

    name: str
    buildings: int
    households: int
    warning: str


@dataclass(frozen=True)
class BoundaryPreview:
    """Moved buildings, the grids afterwards, and the open work concerned."""

    moving: list[Area]
    sides: list[Side]
    open_matters: int
    old_worker: User | None
    new_worker: User | None
    on: date
    notes: list[str] = field(default_factory=list)


def buildings_on(grid: Grid, on: date | None = None) -> "QuerySet[Area]":
    return (
        Area.objects.filter(in_force(on, "grid_links__"), grid_links__grid=grid)
        .select_related("parent")
        .order_by("parent__code", "code")
        .distinct()
    )


def buildings_beside(grid: Grid, on: date | None = None) -> "QuerySet[Area]":
    """Buildings of the community that are in other grids or in none."""
    own = buildings_on(grid, on).order_by().values("pk")
    return (
        Area.objects.active()
        .buildings()
        .in_community(grid.community_id)
        .exclude(pk__in=own)
        .select_related("parent")
        .order_by("parent__code", "code")
    )


def free_buildings(community: Area) -> "QuerySet[Area]":
    """Buildings of the community in no grid today."""
    taken = Area.objects.filter(in_force(None, "grid_links__")).values("pk")
    return (
        Area.objects.active()
        .buildings()
        .in_community(community.pk)
        .exclude(pk__in=taken)
        .select_related("parent")
        .order_by("parent__code", "code")
    )


def merge_targets(grid: Grid) -> "QuerySet[Grid]":
    return (
        Grid.objects.active().in_community(grid.community_id).exclude(pk=grid.pk).select_related("community")
    )


def _side(name: str, kind: str, buildings: Sequence[Area]) -> Side:
    households = sum(building.household_count or 0 for building in buildings)
    warning = size_warning(households) if households and kind == GridKind.COMMUNITY else ""
    return Side(name, len(buildings), households, warning)


def split_preview(
    grid: Grid, moving: Sequence[Area], *, name: str, worker: User | None, on: date | None = None
) -> BoundaryPreview:
    """A split: what stays, what goes, and how much open work lies in the buildings that go."""
    day = on or today()
    ids = {building.pk for building in moving}
    staying = [building for building in buildings_on(grid, day) if building.pk not in ids]
    staff = who_serves(grid, day)
    return BoundaryPreview(
        moving=list(moving),
        sides=[_side(grid.name, grid.kind, staying), _side(name, GridKind.COMMUNITY, moving)],
        open_matters=handover.preview(grid=grid, old_user=None, buildings=frozenset(ids)),
        old_worker=staff.worker.user if staff.worker else None,
        new_worker=worker,
        on=day,
    )


def merge_preview(source: Grid, target: Grid, *, on: date | None = None) -> BoundaryPreview:
    """A merge: the taking grid afterwards, and all open work of the one that ends."""
    day = on or today()
    moving, own = list(buildings_on(source, day)), list(buildings_on(target, day))
    old, new = who_serves(source, day), who_serves(target, day)
    notes = [
        f"{source.name}从{day:%Y年%-m月%-d日}起停用，网格长、网格员的岗位随之结束，支持力量转入{target.name}"
    ]
    return BoundaryPreview(
        moving=moving,
        sides=[_side(target.name, target.kind, [*own, *moving])],
        open_matters=handover.preview(grid=source, old_user=None, buildings=None),
        old_worker=old.worker.user if old.worker else None,
        new_worker=new.worker.user if new.worker else None,
        on=day,
        notes=notes,
    )


def bring_preview(grid: Grid, moving: Sequence[Area], *, on: date | None = None) -> BoundaryPreview:
    """Buildings coming in: this grid and each losing grid afterwards."""
    day = on or today()
    ids = frozenset(building.pk for building in moving)
    losing = Grid.objects.filter(in_force(day, "buildings__"), buildings__building_id__in=ids).distinct()
    sides, waiting = [_side(grid.name, grid.kind, [*buildings_on(grid, day), *moving])], 0
    for other in losing.exclude(pk=grid.pk):
        held = list(buildings_on(other, day))
        gone = frozenset(building.pk for building in held if building.pk in ids)
        sides.append(_side(other.name, other.kind, [building for building in held if building.pk not in ids]))
        waiting += handover.preview(grid=other, old_user=None, buildings=gone)
    staff = who_serves(grid, day)
    return BoundaryPreview(
        moving=list(moving),
        sides=sides,
        open_matters=waiting,
        old_worker=None,
        new_worker=staff.worker.user if staff.worker else None,
        on=day,
    )
