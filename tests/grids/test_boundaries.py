"""Grids are opened, split, merged and moved by days; every building stays in exactly one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from core.audit.models import Entry
from core.errors import Conflict, RuleBroken
from grids.actions.boundaries import NewGrid, merge_grids, move_buildings, open_grid, retire_grid, split_grid
from grids.actions.plans import apply_due
from grids.actions.supporters import add_supporter, end_supporter
from grids.models import Grid, GridBuilding, GridEvent, GridSupporter, Posting
from grids.selectors import partition_faults, responsible_on
from tests.grids.conftest import TODAY, Recorder, Town, worker_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TOMORROW = TODAY + timedelta(days=1)


def split(town: Town, **changes: Any) -> Grid:
    given: dict[str, Any] = {
        "plan": NewGrid("铁北3-03格", worker=town.chen),
        "buildings": town.buildings(town.railway, 3, 4),
        "approval_no": "雄街发7号",
        "version": None,
        "actor": town.admin,
        **changes,
    }
    return split_grid(town.one, **given)


def test_a_split_takes_buildings_and_their_open_work_into_a_new_grid(town: Town, work: Recorder) -> None:
    new = split(town)
    buildings = town.buildings(town.railway, 3, 4)
    assert [Grid.for_building(b.pk) for b in buildings] == [new, new]
    assert Grid.for_building(town.building(town.railway, 1).pk) == town.one
    assert worker_on(new, TODAY) == town.chen
    assert (town.one, new, town.wang, town.chen, "follow", frozenset(b.pk for b in buildings)) in work.calls
    assert (
        GridEvent.objects.filter(grid=town.one, text__contains="划出2栋楼").get().approval_no == "雄街发7号"
    )
    detail = Entry.objects.get(action="grid.split").detail
    assert (detail["approval_no"], detail["moved"]) == ("雄街发7号", 3)
    assert partition_faults() == []


def test_past_days_keep_the_old_boundary(town: Town) -> None:
    new = split(town)
    building = town.building(town.railway, 3)
    assert Grid.for_building(building.pk, TODAY - timedelta(days=1)) == town.one
    assert Grid.for_building(building.pk, TODAY) == new


def test_a_split_of_a_later_day_happens_on_that_day(
    town: Town, work: Recorder, frozen: time_machine.Traveller
) -> None:
    day = TODAY + timedelta(days=9)
    new = split(town, on=day)
    building = town.building(town.railway, 3)
    assert Grid.for_building(building.pk) == town.one
    assert Grid.for_building(building.pk, day) == new
    assert not [call for call in work.calls if call[1] == new]
    frozen.shift(timedelta(days=9))
    apply_due()
    assert [call for call in work.calls if call[0] == town.one and call[1] == new]
    assert partition_faults() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"approval_no": " "}, "批准文号"),
        ({"buildings": []}, "请选要划走的楼栋"),
        ({"plan": NewGrid("铁北3-03格")}, "要有网格员"),
        ({"plan": NewGrid("铁北3-02格", leave_vacant_reason="招聘中")}, "换个名称"),
        ({"on": TODAY - timedelta(days=1)}, "不能早于今天"),
    ],
)
def test_a_split_that_lacks_something_is_refused(town: Town, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        split(town, **changes)
    assert not Grid.objects.filter(name="铁北3-03格").exists()


def test_a_split_leaves_at_least_one_building(town: Town) -> None:
    with pytest.raises(RuleBroken, match="至少要留一栋"):
        split(town, buildings=town.buildings(town.railway, 1, 2, 3, 4))


def test_buildings_of_other_grids_are_not_split_off(town: Town) -> None:
    with pytest.raises(RuleBroken):
        split(town, buildings=town.buildings(town.railway, 4, 5))


def test_a_split_over_a_newer_change_is_stopped(town: Town) -> None:
    split(town, version=1)
    with pytest.raises(Conflict):
        split(
            town,
            version=1,
            buildings=town.buildings(town.railway, 2),
            plan=NewGrid("铁北3-04格", leave_vacant_reason="招聘中"),
        )


def test_a_merge_brings_buildings_supporters_and_open_work(town: Town, work: Recorder) -> None:
    add_supporter(town.two, kind="police", details={"person_name": "马警官"}, actor=town.admin)
    merge_grids(town.two, town.one, approval_no="雄街发8号", version=None, actor=town.admin)
    town.two.refresh_from_db()
    assert not town.two.is_active
    assert town.two.valid_to == TODAY - timedelta(days=1)
    assert GridBuilding.objects.filter(grid=town.one).active().count() == 8
    assert not Posting.objects.filter(grid=town.two).active().exists()
    assert [s.person_name for s in responsible_on(town.one, TODAY).supporters] == ["马警官"]
    assert work.calls[-1][:4] == (town.two, town.one, town.zhou, town.wang)
    assert worker_on(town.two, TODAY - timedelta(days=1)) == town.zhou
    assert partition_faults() == []


def test_a_merge_of_a_later_day_keeps_the_grid_till_then(town: Town, frozen: time_machine.Traveller) -> None:
    merge_grids(town.two, town.one, approval_no="雄街发8号", version=None, on=TOMORROW, actor=town.admin)
    assert partition_faults() == []
    assert Grid.objects.get(pk=town.two.pk).is_active
    frozen.shift(timedelta(days=1))
    apply_due()
    assert not Grid.objects.get(pk=town.two.pk).is_active
    assert partition_faults() == []


def test_grids_of_two_communities_do_not_merge(town: Town) -> None:
    with pytest.raises(RuleBroken, match="同一个社区"):
        merge_grids(town.two, town.east, approval_no="雄街发8号", version=None, actor=town.admin)


def test_buildings_go_over_to_a_neighbour_grid(town: Town, work: Recorder) -> None:
    building = town.building(town.railway, 4)
    move_buildings(town.two, buildings=[building], approval_no="雄街发8号", version=None, actor=town.admin)
    assert Grid.for_building(building.pk) == town.two
    assert work.calls == [(town.one, town.two, town.wang, town.zhou, "follow", frozenset({building.pk}))]


def test_a_grid_is_not_emptied_by_moving(town: Town) -> None:
    with pytest.raises(RuleBroken, match="并格"):
        move_buildings(
            town.two,
            buildings=town.buildings(town.railway, 1, 2, 3, 4),
            approval_no="雄街发8号",
            version=None,
            actor=town.admin,
        )


def test_a_building_arranged_for_later_is_not_moved_before(town: Town) -> None:
    later = TODAY + timedelta(days=5)
    move_buildings(
        town.two,
        buildings=town.buildings(town.railway, 4),
        approval_no="雄街发8号",
        version=None,
        on=later,
        actor=town.admin,
    )
    with pytest.raises(RuleBroken, match="已经安排"):
        split(town, buildings=town.buildings(town.railway, 4))


def test_only_an_empty_grid_is_retired(town: Town) -> None:
    with pytest.raises(RuleBroken, match="还有4栋楼"):
        retire_grid(town.one, reason="撤销", approval_no="雄街发8号", version=None, actor=town.admin)
    campus = open_grid(
        town.tiebei,
        plan=NewGrid("校园专属格", kind="dedicated", leave_vacant_reason="由校方派人"),
        buildings=[],
        approval_no="雄街发8号",
        actor=town.admin,
    )
    retire_grid(
        campus, reason="学校搬走", approval_no="雄街发8号", version=None, on=TOMORROW, actor=town.admin
    )
    campus.refresh_from_db()
    assert campus.valid_to == TODAY


def test_the_database_keeps_a_building_out_of_a_second_grid(town: Town) -> None:
    building = town.building(town.railway, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        GridBuilding.objects.create(grid=town.two, building=building, valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        GridBuilding.objects.create(grid=town.two, building=building, valid_from=TODAY, valid_to=TOMORROW)


def test_the_database_keeps_a_building_out_of_a_grid_of_another_community(town: Town) -> None:
    GridBuilding.objects.filter(grid=town.one).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        GridBuilding.objects.create(grid=town.east, building=town.building(town.railway, 1), valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        GridBuilding.objects.create(grid=town.one, building=town.railway, valid_from=TODAY)


def test_what_was_said_of_a_grid_stays(town: Town) -> None:
    for write in (GridEvent.objects.all().delete, lambda: GridEvent.objects.update(text="改写")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()


def test_a_supporter_comes_and_goes_by_days(town: Town) -> None:
    helper = add_supporter(
        town.one,
        kind="lawyer",
        details={"person_name": "何律师", "organisation": "雄关律所"},
        actor=town.admin,
    )
    with pytest.raises(RuleBroken, match="已经是"):
        add_supporter(town.one, kind="lawyer", details={"person_name": "何律师"}, actor=town.admin)
    end_supporter(helper, last_day=TODAY, actor=town.admin)
    assert responsible_on(town.one, TODAY).supporters == [GridSupporter.objects.get()]
    assert responsible_on(town.one, TOMORROW).supporters == []
