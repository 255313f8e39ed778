"""Open cases follow the grid or stay with the old hand (B6)."""

import pytest

from disputes import handover
from disputes.models import Dispute
from grids.handover import open_counts
from tests.cast import Cast, Log, Town
from tests.disputes.walk import T0, Walk

pytestmark = pytest.mark.django_db


def move(town: Town, cast: Cast, mode: str, **changes: object) -> int:
    grid = town.tiebei.grids[0]
    told = {
        "grid_from": grid,
        "grid_to": grid,
        "old_user": cast.worker,
        "new_user": cast.other_worker,
        "mode": mode,
        "buildings": None,
        "actor": cast.sysadmin,
        "now": T0,
    }
    return handover.hand_over_cases(**{**told, **changes})  # type: ignore[arg-type]


def holder(case: Dispute) -> object:
    return Dispute.objects.get(pk=case.pk).holder


def test_open_cases_follow_to_the_new_worker_and_the_timeline_says_so(
    cast: Cast, log: Log, town: Town
) -> None:
    case = log(now=T0)
    assert handover.preview(grid=town.tiebei.grids[0], old_user=cast.worker, buildings=None) == 1
    assert move(town, cast, "follow") == 1
    assert holder(case) == cast.other_worker
    event = case.events.last()
    assert event is not None
    assert (event.act, event.changes["holder"]) == ("hand_over", [cast.worker.pk, cast.other_worker.pk])


def test_staying_leaves_the_case_with_the_old_hand(cast: Cast, log: Log, town: Town) -> None:
    case = log(now=T0)
    assert move(town, cast, "stay") == 0
    assert holder(case) == cast.worker


def test_a_split_moves_the_cases_of_the_moved_buildings_only(cast: Cast, log: Log, town: Town) -> None:
    first, second = town.tiebei.buildings[0]
    moved, kept = log(place=first, now=T0), log(place=second, now=T0)
    count = move(town, cast, "follow", grid_to=town.tiebei.grids[1], buildings=frozenset({first.pk}))
    assert count == 1
    moved.refresh_from_db()
    kept.refresh_from_db()
    assert (moved.grid, kept.grid) == (town.tiebei.grids[1], town.tiebei.grids[0])


def test_a_case_that_the_community_holds_keeps_its_holder(cast: Cast, log: Log, town: Town) -> None:
    walk = Walk(cast, log)
    case = walk.do(walk.registered(), "assign", "secretary", holder=cast.clerk)
    assert move(town, cast, "follow") == 0
    assert holder(case) == cast.clerk


def test_ended_cases_stay_where_they_were(cast: Cast, log: Log, town: Town) -> None:
    walk = Walk(cast, log)
    case = walk.do(log(now=T0), "withdraw", "worker", withdrawn_on=T0.date(), free_will=True)
    walk.do(case, "close_directly", "secretary", citizen_told="电话")
    assert move(town, cast, "follow") == 0


def test_when_two_communities_become_one_its_people_see_the_cases(cast: Cast, log: Log, town: Town) -> None:
    case = log(now=T0)
    handover.community_changed(
        grids=[], old=town.tiebei.area, new=town.dongyuan.area, actor=cast.sysadmin, now=T0
    )
    assert Dispute.objects.visible_to(cast.outsider).filter(pk=case.pk).exists()


def test_the_planner_counts_open_cases_by_grid(cast: Cast, log: Log, town: Town) -> None:
    log(now=T0), log(now=T0)
    grid = town.tiebei.grids[0]
    assert open_counts([grid.pk, town.tiebei.grids[1].pk]) == {grid.pk: 2}
