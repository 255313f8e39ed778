"""Buildings entering and leaving grids, by days. Small steps that the boundary actions share; each caller holds the
tree's lock, so a building cannot change its community in between, and writes the audit entry."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Q

from core.errors import RuleBroken
from grids import handover
from grids.models import Area, Grid, GridBuilding
from grids.querysets import in_force, today
from grids.treelock import refuse_outside_tree_writing


def links_from(buildings: Iterable[Area], day: date) -> list[GridBuilding]:
    """Links of the buildings that are in force on the day or come into force later."""
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return list(
        GridBuilding.objects.filter(alive, building_id__in=[building.pk for building in buildings])
        .select_related("grid", "building")
        .order_by("building_id", "valid_from")
    )


def leave_grid(buildings: Sequence[Area], last_day: date) -> list[GridBuilding]:
    """End the buildings' links on their last day. Refuses when a later change of theirs is already arranged."""
    refuse_outside_tree_writing("leave_grid")
    links = links_from(buildings, last_day + timedelta(days=1))
    for link in links:
        if link.valid_from > last_day + timedelta(days=1):
            raise RuleBroken(
                "building.arranged",
                f"{link.building}已经安排在{link.valid_from:%Y年%-m月%-d日}划到{link.grid}，请先处理那次调整",
                field="buildings",
            )
    for link in links:
        if link.valid_from > last_day:
            # It came in on the very day it leaves: it never belonged for a whole day.
            link.delete()
        else:
            link.valid_to = last_day
            link.save(update_fields=["valid_to"])
    return links


def enter_grid(buildings: Sequence[Area], grid: Grid, first_day: date, approval_no: str = "") -> None:
    """Let buildings belong to the grid from a day on. Refuses other communities, retired buildings, other grids."""
    refuse_outside_tree_writing("enter_grid")
    for building in buildings:
        if building.community_id != grid.community_id:
            raise RuleBroken(
                "building.community", f"{building}不在{grid}所在的社区，网格不能跨社区", field="grid"
            )
        if building.level != "building" or not building.is_active:
            raise RuleBroken("building.kind", f"{building}不是在用的楼栋", field="buildings")
    taken = [link for link in links_from(buildings, first_day) if link.grid_id != grid.pk]
    if taken:
        raise RuleBroken("building.taken", f"{taken[0].building}已经在{taken[0].grid}里", field="buildings")
    GridBuilding.objects.bulk_create(
        GridBuilding(grid=grid, building=building, valid_from=first_day, approval_no=approval_no)
        for building in buildings
    )
    if first_day <= today():
        handover.buildings_changed([building.pk for building in buildings], on=first_day)


def buildings_of(grid: Grid, on: date) -> list[Area]:
    """The buildings of the grid on the day."""
    return list(
        Area.objects.filter(in_force(on, "grid_links__"), grid_links__grid=grid)
        .select_related("parent")
        .order_by("code")
        .distinct()
    )
