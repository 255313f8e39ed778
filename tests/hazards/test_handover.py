"""Open hazards follow the grid when it splits, merges or changes hands."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.audit.models import Entry
from core.flow.models import Event
from core.notices.models import Notice
from grids import handover, hazard_handover
from grids.actions.boundaries import NewGrid, merge_grids, split_grid
from grids.actions.plans import apply_due
from grids.choices_field import HazardState
from grids.engine import KIND
from grids.models import Hazard, HazardCheck
from grids.selectors.patrols import field_of
from tests.cast import Cast, Town
from tests.hazards.walk import T0, Walk

pytestmark = pytest.mark.django_db


def move(walk: Walk, **changes: Any) -> int:
    grid, cast = walk.town.tiebei.grids[0], walk.cast
    told = {
        "grid_from": grid,
        "grid_to": grid,
        "old_user": cast.worker,
        "new_user": cast.other_worker,
        "mode": "follow",
        "buildings": None,
        "actor": cast.sysadmin,
        "now": T0 + timedelta(days=1),
    }
    return hazard_handover.hand_over_hazards(**{**told, **changes})


def test_it_is_registered_with_the_grids() -> None:
    assert KIND in handover._hooks


def test_open_hazards_take_the_grid_of_their_building_with_a_line_each(walk: Walk, town: Town) -> None:
    first, second = town.tiebei.buildings[0]
    moved, kept, ended = walk.report(place=first), walk.report(place=second), walk.to(HazardState.CLOSED)
    version, lines = moved.version, Entry.objects.count()
    target = town.tiebei.grids[1]
    assert (
        hazard_handover.preview(grid=town.tiebei.grids[0], old_user=None, buildings=frozenset({first.pk}))
        == 1
    )
    assert move(walk, grid_to=target, buildings=frozenset({first.pk})) == 1
    for one in (moved, kept, ended):
        one.refresh_from_db()
    assert (moved.grid, kept.grid, ended.grid) == (target, town.tiebei.grids[0], town.tiebei.grids[0])
    event = Event.objects.get(subject_kind=KIND, subject_id=moved.pk, act="hand_over")
    assert (event.version, moved.version, event.actor) == (version + 1, version + 1, walk.cast.sysadmin)
    assert event.text == "网格调整：铁北1-01格→铁北1-02格"
    # The ledger's line is the grid's own.
    assert Entry.objects.count() == lines


def test_the_new_worker_hears_once_how_many_wait_and_sees_them(walk: Walk, cast: Cast) -> None:
    walk.report(), walk.to(HazardState.ORDERED)
    Notice.objects.all().delete()
    assert move(walk) == 2
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title) == (cast.other_worker, "铁北1-01格有2件没办结的隐患，由你接着办")


def test_the_load_of_a_grid_is_its_cases_and_hazards_are_counted_beside(walk: Walk, town: Town) -> None:
    walk.report(), walk.report(), walk.to(HazardState.DISMISSED)
    grid = town.tiebei.grids[0]
    assert handover.open_counts([grid.pk]) == {}
    assert field_of(grid, T0.date()).open_hazards == 2


def test_when_two_communities_become_one_its_people_see_the_hazards(
    walk: Walk, town: Town, cast: Cast
) -> None:
    hazard = walk.report()
    handover.community_changed(
        grids=[], old=town.tiebei.area, new=town.dongyuan.area, actor=cast.sysadmin, now=T0
    )
    assert Hazard.objects.visible_to(cast.outsider).filter(pk=hazard.pk).exists()
    assert not HazardCheck.objects.filter(community=town.tiebei.area).exists()


def test_a_real_split_and_merge_carry_hazards_along(walk: Walk, town: Town, cast: Cast) -> None:
    first, _ = town.tiebei.buildings[0]
    hazard, grid = walk.report(place=first), town.tiebei.grids[0]
    told: dict[str, Any] = {"approval_no": "雄街发〔2026〕9号", "version": None, "actor": cast.sysadmin}
    plan = NewGrid("铁北1-04格", leave_vacant_reason="等招聘")
    new = split_grid(grid, plan=plan, buildings=[first], mode="stay", **told)
    hazard.refresh_from_db()
    assert hazard.grid == new
    assert not Hazard.objects.visible_to(cast.leader).filter(pk=hazard.pk).exists()
    merge_grids(new, town.tiebei.grids[1], on=timezone.localdate() + timedelta(days=1), **told)
    handed = apply_due(now=timezone.now() + timedelta(days=1))
    hazard.refresh_from_db()
    assert (handed, hazard.grid) == (1, town.tiebei.grids[1])
