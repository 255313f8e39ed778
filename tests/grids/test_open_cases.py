"""Real open cases follow the grid, its worker and its buildings, or stay with who began them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import User
from disputes.models import Dispute
from grids.actions.boundaries import NewGrid, merge_grids, split_grid
from grids.actions.plans import apply_due, open_plan, save_plan, stage_change
from grids.actions.postings import assign_grid_post
from grids.choices import HandoverMode, Role
from grids.models import Grid
from grids.selectors import overloaded
from grids.selectors.boundaries import merge_preview, split_preview
from tests.cast import Cast, Log, Town, cast, log, person, town

__all__ = ["cast", "log", "town"]
pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def holder(case: Dispute) -> User | None:
    return Dispute.objects.get(pk=case.pk).holder


def grid_of(case: Dispute) -> Grid | None:
    return Dispute.objects.get(pk=case.pk).grid


@pytest.mark.parametrize("mode", list(HandoverMode))
def test_cases_follow_a_new_worker_or_stay(town: Town, cast: Cast, log: Log, mode: HandoverMode) -> None:
    case, newcomer = log(), person("new", "新网格员", "")
    assign_grid_post(
        town.tiebei.grids[0], role=Role.GRID_WORKER, user=newcomer, on=today(), mode=mode, actor=cast.sysadmin
    )
    assert holder(case) == (newcomer if mode == HandoverMode.FOLLOW else cast.worker)


def test_cases_of_an_emptied_post_go_to_the_leader_and_on_to_the_next_worker(
    town: Town, cast: Cast, log: Log
) -> None:
    case, newcomer, grid = log(), person("new", "新网格员", ""), town.tiebei.grids[0]
    assign_grid_post(
        grid,
        role=Role.GRID_WORKER,
        user=None,
        on=today(),
        leave_vacant_reason="招聘中",
        actor=cast.sysadmin,
    )
    assert holder(case) == cast.leader
    assign_grid_post(grid, role=Role.GRID_WORKER, user=newcomer, on=today(), actor=cast.sysadmin)
    assert holder(case) == newcomer


def test_a_plan_for_later_leaves_the_cases_till_its_day(town: Town, cast: Cast, log: Log) -> None:
    case, newcomer = log(), person("new", "新网格员", "")
    plan = open_plan(cast.sysadmin)
    stage_change(plan, grid=town.tiebei.grids[0], role=Role.GRID_WORKER, user=newcomer, actor=cast.sysadmin)
    day = today() + timedelta(days=3)
    save_plan(plan, effective_on=day, mode="follow", reason="轮岗", actor=cast.sysadmin)
    assert holder(case) == cast.worker
    apply_due(timezone.now() + timedelta(days=2))
    assert holder(case) == cast.worker
    apply_due(timezone.now() + timedelta(days=3))
    assert holder(case) == newcomer


def test_a_split_takes_only_the_cases_of_its_buildings(town: Town, cast: Cast, log: Log) -> None:
    grid, (here, there) = town.tiebei.grids[0], town.tiebei.buildings[0]
    stays, goes = log(place=here), log(place=there, title="楼道堆物")
    newcomer = person("new", "新网格员", "")
    assert split_preview(grid, [there], name="新格", worker=newcomer).open_matters == 1
    new = split_grid(
        grid,
        plan=NewGrid("新格", worker=newcomer),
        buildings=[there],
        approval_no="雄街发1号",
        version=None,
        actor=cast.sysadmin,
    )
    assert (holder(stays), grid_of(stays)) == (cast.worker, grid)
    assert (holder(goes), grid_of(goes)) == (newcomer, new)


def test_a_merge_gives_all_cases_to_the_taking_grid(town: Town, cast: Cast, log: Log) -> None:
    case, (one, two) = log(), town.tiebei.grids[:2]
    assert merge_preview(one, two).open_matters == 1
    merge_grids(one, two, approval_no="雄街发1号", version=None, actor=cast.sysadmin)
    assert (holder(case), grid_of(case)) == (cast.other_worker, two)


def test_many_open_cases_make_a_grid_heavy(town: Town, cast: Cast, log: Log) -> None:
    grid = town.tiebei.grids[0]
    assert [staff.grid for staff in overloaded()] == []
    for number in range(15):
        log(title=f"第{number}件")
    assert [(staff.grid, staff.load_words) for staff in overloaded()] == [(grid, ["在办15件"])]


def test_the_split_page_counts_the_cases_before_anything_moves(town: Town, cast: Cast, log: Log) -> None:
    grid, (_, there) = town.tiebei.grids[0], town.tiebei.buildings[0]
    case = log(place=there)
    client = Client()
    client.force_login(cast.sysadmin, backend="django.contrib.auth.backends.ModelBackend")
    form = {
        "name": "新格",
        "buildings": [there.pk],
        "leave_vacant_reason": "招聘中",
        "on": today().isoformat(),
        "mode": "follow",
        "approval_no": "雄街发1号",
        "version": grid.version,
        "step": "preview",
    }
    page = client.post(reverse("grids:split", args=[grid.pk]), form)
    assert "涉及1件" in page.content.decode()
    assert grid_of(case) == grid
