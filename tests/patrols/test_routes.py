"""The route of a grid: who edits it, what a point may be, and where it goes when the grid changes."""

from typing import Any

import pytest

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from grids.actions.routes import MOST_POINTS, add_point, change_point, move_point, retire_point
from grids.hazard_handover import hand_over_hazards
from grids.models import PatrolPoint, PatrolRoute
from tests.cast import Cast, Town
from tests.hazards.walk import T0
from tests.patrols.conftest import Route

pytestmark = pytest.mark.django_db


def names(grid: Any) -> list[str]:
    points = PatrolPoint.objects.active().filter(route__grid=grid).order_by("order", "pk")
    return list(points.values_list("name", flat=True))


@pytest.mark.parametrize("who", ["leader", "clerk", "secretary"])
def test_the_leader_and_the_community_edit_the_route(route: Route, cast: Cast, who: str) -> None:
    point = add_point(route.grid, place=route.hall.place, name="楼顶", actor=getattr(cast, who), now=T0)
    assert names(route.grid)[-1] == "楼顶" and point.order == 5


@pytest.mark.parametrize(
    "who", ["worker", "other_worker", "manager", "supervisor", "outsider", "sysadmin", "nobody"]
)
def test_nobody_else_does(route: Route, cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    for act in (
        lambda: add_point(route.grid, place=route.hall.place, name="楼顶", actor=user, now=T0),
        lambda: change_point(route.hall, changes={"name": "x"}, actor=user, now=T0),
        lambda: retire_point(route.hall, actor=user, now=T0),
        lambda: move_point(route.hall, up=False, actor=user, now=T0),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert len(names(route.grid)) == 4


def test_a_point_lies_in_the_grid_or_in_its_estate(route: Route, cast: Cast, town: Town) -> None:
    told: dict[str, Any] = {"actor": cast.leader, "now": T0}
    assert add_point(route.grid, place=town.tiebei.estate, name="小区东门", **told)
    for elsewhere in (town.tiebei.buildings[1][0], town.dongyuan.buildings[0][0], town.tiebei.area):
        with pytest.raises(RuleBroken, match="不在"):
            add_point(route.grid, place=elsewhere, name="别处", **told)


def test_a_name_stands_once_and_a_route_has_an_end(route: Route, cast: Cast) -> None:
    told: dict[str, Any] = {"place": route.hall.place, "actor": cast.leader, "now": T0}
    with pytest.raises(RuleBroken, match="已经有"):
        add_point(route.grid, name="1号楼门厅", **told)
    for number in range(MOST_POINTS - 4):
        add_point(route.grid, name=f"点{number}", **told)
    with pytest.raises(RuleBroken, match="最多"):
        add_point(route.grid, name="再来一个", **told)


def test_points_move_and_go_and_every_edit_is_written_down(route: Route, cast: Cast) -> None:
    move_point(route.power, up=True, actor=cast.leader, now=T0)
    assert names(route.grid) == ["1号楼门厅", "1号楼配电箱", "2号楼前空地", "燃气调压箱"]
    move_point(route.hall, up=True, actor=cast.leader, now=T0)
    retire_point(route.hall, actor=cast.leader, now=T0)
    change_point(route.yard, changes={"name": "空地", "weekly": 3}, actor=cast.clerk, now=T0)
    assert names(route.grid) == ["1号楼配电箱", "空地", "燃气调压箱"]
    row = PatrolRoute.objects.get(grid=route.grid)
    events = Event.objects.filter(subject_kind="patrol_route", subject_id=row.pk).order_by("version")
    assert [one.act for one in events][-3:] == ["move_point", "retire_point", "change_point"]
    assert events.last().version == row.version
    assert Entry.objects.filter(subject_kind="patrol_route").count() == events.count()


def test_a_stale_page_of_the_route_changes_nothing(route: Route, cast: Cast) -> None:
    version = PatrolRoute.objects.get(grid=route.grid).version
    retire_point(route.hall, actor=cast.leader, version=version, now=T0)
    for act in (
        lambda: retire_point(route.yard, actor=cast.clerk, version=version, now=T0),
        lambda: move_point(route.yard, up=False, actor=cast.clerk, version=version, now=T0),
        lambda: change_point(route.yard, changes={"name": "x"}, actor=cast.clerk, version=version, now=T0),
    ):
        with pytest.raises(Conflict):
            act()
    assert len(names(route.grid)) == 3


def test_points_follow_their_building_to_the_other_grid(route: Route, cast: Cast, town: Town) -> None:
    other = town.tiebei.grids[1]
    add_point(other, place=town.tiebei.buildings[1][0], name="3号楼门厅", actor=cast.leader, now=T0)
    moved = frozenset({route.hall.place_id})
    told = {
        "old_user": cast.worker,
        "new_user": cast.other_worker,
        "mode": "follow",
        "actor": cast.sysadmin,
        "now": T0,
    }
    hand_over_hazards(grid_from=route.grid, grid_to=other, buildings=moved, **told)  # type: ignore[arg-type]
    assert names(other) == ["3号楼门厅", "1号楼门厅", "1号楼配电箱"]
    assert names(route.grid) == ["2号楼前空地", "燃气调压箱"]
    hand_over_hazards(grid_from=route.grid, grid_to=other, buildings=None, **told)  # type: ignore[arg-type]
    assert names(route.grid) == []
