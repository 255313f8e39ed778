"""The route of a grid: which places its worker walks by. Edited by the grid's leader and the community."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import Conflict, RuleBroken
from core.flow.edits import write_down
from grids.models import Area, Grid, PatrolPoint, PatrolRoute
from grids.policies_field import require_route_editor
from grids.selectors.picking import places_of_grid

KIND = "patrol_route"
MOST_POINTS = 30
FIELDS = ("name", "place", "weekly", "checklist")


def add_point(
    grid: Grid,
    *,
    place: Area,
    name: str,
    actor: User,
    weekly: int | None = None,
    checklist: Any = None,
    version: int | None = None,
    now: datetime | None = None,
) -> PatrolPoint:
    """Put a place at the end of the route; the first one opens it. Refuses a place outside the grid, a name twice, and
    more points than a person walks."""
    now = now or timezone.now()
    with transaction.atomic():
        route = _take(grid, actor, version)
        points = list(route.points.filter(is_active=True))
        if len(points) >= MOST_POINTS:
            raise RuleBroken("route.long", f"一条路线最多{MOST_POINTS}个点位，再多走不完", field="name")
        _refuse_bad_point(grid, place, name, points)
        point = PatrolPoint.objects.create(
            route=route,
            place=place,
            name=name,
            weekly=weekly,
            checklist=checklist,
            since=timezone.localdate(now),
            order=max((one.order for one in points), default=0) + 1,
        )
        _write(route, "add_point", f"增加点位「{name}」", actor, now, point)
    return point


def change_point(
    point: PatrolPoint,
    *,
    changes: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PatrolPoint:
    """Change name, place, frequency or checklist of a point. Refuses what add_point refuses."""
    now = now or timezone.now()
    grid = point.route.grid
    with transaction.atomic():
        route = _take(grid, actor, version)
        row = _of_route(point, route)
        wanted = {name: changes[name] for name in FIELDS if name in changes}
        others = [one for one in route.points.filter(is_active=True) if one.pk != row.pk]
        _refuse_bad_point(grid, wanted.get("place", row.place), wanted.get("name", row.name), others)
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save(update_fields=sorted(wanted))
        _write(route, "change_point", f"修改点位「{row.name}」", actor, now, row)
    return row


def retire_point(
    point: PatrolPoint, *, actor: User, version: int | None = None, now: datetime | None = None
) -> None:
    """Take a point off the route. Its checks stay their ninety days."""
    now = now or timezone.now()
    with transaction.atomic():
        route = _take(point.route.grid, actor, version)
        row = _of_route(point, route)
        row.is_active = False
        row.save(update_fields=["is_active"])
        _write(route, "retire_point", f"去掉点位「{row.name}」", actor, now, row)


def move_point(
    point: PatrolPoint, *, up: bool, actor: User, version: int | None = None, now: datetime | None = None
) -> None:
    """Walk a point earlier or later by one place."""
    now = now or timezone.now()
    with transaction.atomic():
        route = _take(point.route.grid, actor, version)
        points = list(route.points.filter(is_active=True).order_by("order", "pk"))
        at = [one.pk for one in points].index(_of_route(point, route).pk)
        other = at - 1 if up else at + 1
        if not 0 <= other < len(points):
            return
        points[at], points[other] = points[other], points[at]
        for order, one in enumerate(points, start=1):
            one.order = order
        PatrolPoint.objects.bulk_update(points, ["order"])
        _write(route, "move_point", f"调整顺序「{point.name}」", actor, now, point)


def _take(grid: Grid, actor: User, version: int | None) -> PatrolRoute:
    """The route's lock: one editor after the other, and the form must have seen the newest."""
    require_route_editor(actor, grid)
    PatrolRoute.objects.get_or_create(grid=grid, defaults={"is_demo": grid.is_demo})
    route = PatrolRoute.objects.select_for_update(no_key=True).get(grid=grid)
    if version is not None and version != route.version:
        raise Conflict(
            "stale",
            "这条路线刚被别人改过，请看清现在的点位再改",
            theirs={"version": route.version},
            mine={"version": version},
        )
    return route


def _of_route(point: PatrolPoint, route: PatrolRoute) -> PatrolPoint:
    row = route.points.select_related("place").filter(pk=point.pk, is_active=True).first()
    if row is None:
        raise RuleBroken("point.retired", "这个点位已经不在路线上，请刷新页面看现在的路线")
    return row


def _refuse_bad_point(grid: Grid, place: Area, name: str, others: list[PatrolPoint]) -> None:
    if not places_of_grid(grid).filter(pk=place.pk).exists():
        raise RuleBroken("point.place", f"{place}不在{grid}里，请选本网格的楼栋或小区", field="place")
    if any(one.name == name for one in others):
        raise RuleBroken("point.twice", f"路线上已经有「{name}」，请换个名字", field="name")


def _write(route: PatrolRoute, act: str, text: str, actor: User, now: datetime, point: PatrolPoint) -> None:
    route.version += 1
    route.save(update_fields=["version"])
    write_down(
        route, KIND, act, "修改路线", actor=actor, now=now, text=text, grid=route.grid_id, point=point.pk
    )
