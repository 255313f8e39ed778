"""Appointments and opinions go with their grid the same day (B6), and follow their building across a boundary."""

import pytest
from django.utils import timezone

from core.flow.models import Event
from core.notices.models import Notice
from grids import handover
from grids.actions.boundaries import merge_grids
from grids.models import Grid
from residents.actions.visits import plan_visit
from residents.choices_visits import Category, Desk, OpinionState
from residents.models import Opinion, Visit
from tests.cast import Cast, Town, person
from tests.opinions.walk import HOUR, Walk
from tests.visits.conftest import Homes, door_of, homes

__all__ = ["homes"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(walk: Walk) -> Opinion:
    """An opinion that the worker answers."""
    return walk.step(
        walk.raised(), "classify", category=Category.REQUEST, desk=Desk.GRID, holder=walk.cast.worker
    )


@pytest.fixture
def appointment(cast: Cast, homes: Homes) -> Visit:
    now = timezone.now()
    return plan_visit(door_of(homes.mine), actor=cast.worker, planned_at=now + 3 * HOUR, now=now)


def change(cast: Cast, grid: Grid, *, mode: str = "follow", to: Grid | None = None, **more: object) -> int:
    facts = {
        "grid_from": grid,
        "grid_to": to or grid,
        "old_user": cast.worker,
        "new_user": more.pop("new_user", None),
        "buildings": more.pop("buildings", None),
    }
    return handover.run(**facts, mode=mode, actor=cast.sysadmin, now=timezone.now())


def test_a_new_worker_takes_over_what_the_old_one_held(
    cast: Cast, town: Town, held: Opinion, appointment: Visit
) -> None:
    newcomer = person("new", "新网格员", "")
    assert handover.preview(grid=town.tiebei.grids[0], old_user=cast.worker) == 2
    assert change(cast, town.tiebei.grids[0], new_user=newcomer) == 2
    held.refresh_from_db()
    assert held.holder == newcomer and list(appointment.workers.all()) == [newcomer]
    line = Event.objects.filter(subject_kind="opinion", subject_id=held.pk).latest("version")
    assert (line.act, line.version, line.actor) == ("hand_over", held.version, None)
    told = Notice.objects.filter(recipient=newcomer).values_list("subject_kind", flat=True)
    assert sorted(told) == ["opinion", "visit"]


def test_stay_leaves_them_with_the_old_one(cast: Cast, town: Town, held: Opinion, appointment: Visit) -> None:
    assert change(cast, town.tiebei.grids[0], mode="stay", new_user=person("new", "新网格员", "")) == 0
    held.refresh_from_db()
    assert held.holder == cast.worker and list(appointment.workers.all()) == [cast.worker]


def test_a_vacant_grid_leaves_them_to_its_desk(
    cast: Cast, town: Town, held: Opinion, appointment: Visit
) -> None:
    change(cast, town.tiebei.grids[0])
    held.refresh_from_db()
    assert held.holder is None and not appointment.workers.exists()


def test_a_boundary_takes_open_and_finished_ones_of_its_buildings(
    cast: Cast, town: Town, walk: Walk, held: Opinion
) -> None:
    here, there = town.tiebei.buildings[0]
    closed = walk.to(OpinionState.CLOSED)
    other = walk.raised(place=there)
    change(cast, town.tiebei.grids[0], to=town.tiebei.grids[1], buildings=frozenset({here.pk}))
    grids = {one.pk: one.grid for one in Opinion.objects.select_related("grid")}
    assert grids[held.pk] == grids[closed.pk] == town.tiebei.grids[1]
    assert grids[other.pk] == town.tiebei.grids[0]
    assert Opinion.objects.visible_to(cast.other_worker).filter(pk=closed.pk).exists()


def test_grids_that_are_merged_bring_their_opinions(cast: Cast, town: Town, held: Opinion) -> None:
    one, two = town.tiebei.grids[:2]
    merge_grids(one, two, approval_no="雄街发1号", version=None, actor=cast.sysadmin)
    held.refresh_from_db()
    assert (held.grid, held.holder) == (two, cast.other_worker)


def test_two_communities_that_become_one_keep_their_opinions_in_sight(
    cast: Cast, town: Town, held: Opinion
) -> None:
    handover.community_changed(
        grids=[town.tiebei.grids[0].pk],
        old=town.tiebei.area,
        new=town.dongyuan.area,
        actor=cast.sysadmin,
        now=timezone.now(),
    )
    assert Opinion.objects.visible_to(cast.outsider).filter(pk=held.pk).exists()


def test_the_grids_own_answers_are_part_of_its_load(town: Town, held: Opinion) -> None:
    assert handover.open_counts([town.tiebei.grids[0].pk]) == {town.tiebei.grids[0].pk: 1}
