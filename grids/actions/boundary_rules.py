"""What every boundary change checks before it writes, and the rows it locks."""

from collections.abc import Sequence
from datetime import date, datetime

from core.errors import RuleBroken
from grids.actions.limits import refuse_past
from grids.actions.partition import buildings_of
from grids.models import Area, Grid


def lock_grids(*grids: Grid) -> dict[int, Grid]:
    """The rows, locked in the order of their ids as changes of posts lock them too."""
    ids = sorted({grid.pk for grid in grids})
    rows = Grid.objects.select_for_update(no_key=True, of=("self",)).select_related("community")
    return {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}


def fresh_buildings(buildings: Sequence[Area]) -> list[Area]:
    return list(Area.objects.buildings().filter(pk__in=[b.pk for b in buildings]).order_by("code"))


def refuse_bad_boundary(day: date, approval_no: str, moment: datetime) -> None:
    refuse_past(day, moment)
    if not approval_no.strip():
        raise RuleBroken("grid.approval", "网格边界变动要有街道批准文号，请填上", field="approval_no")


def refuse_none(moving: Sequence[Area], asked: Sequence[Area]) -> None:
    if not moving or len(moving) != len({building.pk for building in asked}):
        raise RuleBroken("grid.no_buildings", "请选要划走的楼栋", field="buildings")


def refuse_not_in_being(grid: Grid, day: date) -> None:
    if grid.valid_from > day or (grid.valid_to is not None and grid.valid_to < day):
        raise RuleBroken("grid.not_in_being", f"{grid}在{day:%Y年%-m月%-d日}没有启用", field="target")


def moving_buildings(grid: Grid, buildings: Sequence[Area], day: date) -> list[Area]:
    wanted = {building.pk for building in buildings}
    moving = [building for building in buildings_of(grid, day) if building.pk in wanted]
    refuse_none(moving, buildings)
    return moving


def losing_grids(moving: Sequence[Area], into: Grid, day: date) -> dict[int, list[Area]]:
    """What each grid loses, by its id; none of them may be emptied."""
    lost: dict[int, list[Area]] = {}
    for building in moving:
        origin = Grid.for_building(building.pk, day)
        if origin is not None and origin.pk == into.pk:
            raise RuleBroken("grid.same", f"{building}本来就在{into}", field="buildings")
        if origin is not None:
            lost.setdefault(origin.pk, []).append(building)
            if len(buildings_of(origin, day)) == len(lost[origin.pk]):
                raise RuleBroken("grid.emptied", f"{origin}的楼都划走了，请用「并格」", field="buildings")
    return lost


def next_version(grid: Grid) -> None:
    grid.version += 1
    grid.save(update_fields=["version"])
