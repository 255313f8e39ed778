"""What the pages of grids show, each in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from grids.choices import AreaLevel, Role
from grids.models import Area, Grid, GridBuilding, GridEvent, Posting
from grids.querysets import in_force
from grids.selectors.staffing import GridStaff, staff_of_grids, unstaffed_grids


@dataclass
class CommunityRow:
    """A community in the tree: how many grids and estates, how many grids lack a worker."""

    area: Area
    grids: int = 0
    estates: int = 0
    lacking: int = 0
    branch: "Branch | None" = None


@dataclass
class Branch:
    """What lies below one place, loaded when it is opened."""

    area: Area
    staff: list[GridStaff] = field(default_factory=list)
    estates: list[Area] = field(default_factory=list)
    buildings: list[Area] = field(default_factory=list)


def community_rows(on: date, opened: Collection[int] = ()) -> list[CommunityRow]:
    """All communities with their counts, four queries whatever the size of the town; the opened ones with what lies
    below them."""
    rows = {area.pk: CommunityRow(area) for area in Area.objects.communities().active().order_by("code")}
    grids = Grid.objects.active(on).order_by().values_list("community_id").annotate(Count("pk"))
    for community_id, count in grids:
        if community_id in rows:
            rows[community_id].grids = count
    lacking = unstaffed_grids(on).order_by().values_list("community_id").annotate(Count("pk"))
    for community_id, count in lacking:
        if community_id in rows:
            rows[community_id].lacking = count
    estates = Area.objects.active().filter(level=AreaLevel.ESTATE).order_by()
    for community_id, count in estates.values_list("community_id").annotate(Count("pk")):
        if community_id in rows:
            rows[community_id].estates = count
    for community_id in opened:
        if community_id in rows:
            rows[community_id].branch = branch(rows[community_id].area, on)
    return list(rows.values())


def branch(area: Area, on: date) -> Branch:
    """Grids and estates of a community, or buildings of an estate with the grid of each on the day."""
    found = Branch(area)
    if area.level == AreaLevel.COMMUNITY:
        grids = Grid.objects.active(on).in_community(area.pk).select_related("community").order_by("code")
        found.staff = staff_of_grids(grids, on)
        found.estates = list(_estates(area))
    elif area.level == AreaLevel.ESTATE:
        found.buildings = buildings_with_grid(area, on)
    return found


def _estates(community: Area) -> "QuerySet[Area]":
    houses = Count("children", filter=Q(children__is_active=True))
    return Area.objects.active().filter(parent=community).annotate(houses=houses).order_by("code")


def buildings_with_grid(estate: Area, on: date) -> list[Area]:
    """The estate's buildings, each with `here`: its link to a grid on the day."""
    links = GridBuilding.objects.active(on).select_related("grid")
    return list(
        Area.objects.active()
        .filter(parent=estate)
        .order_by("code")
        .prefetch_related(Prefetch("grid_links", queryset=links, to_attr="here"))
    )


def grid_buildings(grid: Grid, on: date) -> list[GridBuilding]:
    """The grid's buildings on the day, by estate."""
    return list(
        GridBuilding.objects.active(on)
        .filter(grid=grid)
        .select_related("building__parent")
        .order_by("building__parent__code", "building__code")
    )


def grid_history(grid: Grid, limit: int = 50) -> "QuerySet[GridEvent]":
    return grid.events.select_related("actor")[:limit]


def coming_changes(grid: Grid, on: date) -> "QuerySet[Posting]":
    """Posts of the grid that begin after the day."""
    return (
        Posting.objects.filter(grid=grid, valid_from__gt=on)
        .select_related("user", "covers__user")
        .order_by("valid_from", "id")
    )


def lacking_staff(on: date) -> list[GridStaff]:
    """Grids without a worker or without a leader, most urgent first."""
    grids = Grid.objects.filter(
        Q(pk__in=unstaffed_grids(on).values("pk"))
        | Q(pk__in=unstaffed_grids(on, Role.GRID_LEADER).values("pk"))
    )
    staff = staff_of_grids(grids.select_related("community").order_by("code"), on)
    return sorted(staff, key=lambda of_grid: (bool(of_grid.workers), of_grid.grid.code))


def area_children(area: Area, on: date) -> list[Area]:
    """Places directly below, with the grid of each building."""
    if area.level == AreaLevel.ESTATE:
        return buildings_with_grid(area, on)
    return list(Area.objects.active().filter(parent=area).order_by("code"))


def current_link(building: Area, on: date) -> GridBuilding | None:
    return (
        GridBuilding.objects.filter(in_force(on), building=building).select_related("grid__community").first()
    )
