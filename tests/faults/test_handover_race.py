"""People change places while their cases are worked on: nobody waits in a ring, and no act and no case is lost."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.sweeper import sweep
from core.errors import RuleBroken
from disputes.actions import chase, merge, note, unmerge
from disputes.choices import OPEN_STATES, State, Tier
from disputes.models import Dispute, DisputeEvent
from grids.actions.boundaries import move_buildings
from grids.actions.plans import apply_due, open_plan, save_plan, stage_change
from grids.choices import Role
from grids.models import Area, Grid, Handover, Posting
from tests.cast import Cast, Log, Town, person
from tests.faults.test_conflicts import assert_whole
from tests.processes import at_once, deadlocks

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROUNDS = 12
CASES = 12


@pytest.fixture
def cases(town: Town, cast: Cast, log: Log) -> list[Dispute]:
    """Of two grids in turn, so that the cases of one lie between those of the other."""
    houses = [town.tiebei.buildings[0][0], town.tiebei.buildings[1][0]]
    workers = [cast.worker, cast.other_worker]
    return [
        log(place=houses[number % 2], actor=workers[number % 2], title=f"第{number}件")
        for number in range(CASES)
    ]


def tries(deed: Callable[[int], Any], rounds: int = ROUNDS) -> Callable[[], Counter[str]]:
    """Do it so often; a refusal by a rule is an answer, anything else ends the test."""

    def work() -> Counter[str]:
        ends: Counter[str] = Counter()
        for turn in range(rounds):
            try:
                deed(turn)
                ends["done"] += 1
            except RuleBroken as refused:
                ends[refused.code] += 1
        return ends

    return work


def swap(town: Town, admin: User) -> None:
    """One plan of two lines: the workers of the first two grids change places."""
    one, two = town.tiebei.grids[:2]
    held = {
        row.grid_id: row.user
        for row in Posting.objects.active().filter(role=Role.GRID_WORKER, is_cover=False)
    }
    plan = open_plan(admin)
    for line in list(plan.changes.all()):
        line.delete()
    stage_change(plan, grid=two, role=Role.GRID_WORKER, user=held[one.pk], actor=admin)
    stage_change(plan, grid=one, role=Role.GRID_WORKER, user=held[two.pk], actor=admin)
    save_plan(plan, effective_on=timezone.localdate(), mode="follow", reason="轮岗", actor=admin)


def worker_of(grid: Grid | None) -> User:
    return Posting.objects.active().get(grid=grid, role=Role.GRID_WORKER, is_cover=False).user


def acted(act: str) -> int:
    return DisputeEvent.objects.filter(act=act).count()


def test_handovers_and_acts_on_the_same_cases_meet_in_no_ring_and_lose_nothing(
    town: Town, cast: Cast, cases: list[Dispute]
) -> None:
    rings, serial = deadlocks(), count()
    house = town.tiebei.buildings[0][1]

    def one_of(turn: int) -> Dispute:
        return Dispute.objects.get(pk=random.choice(cases).pk)

    def join_and_part(turn: int) -> None:
        first, second = random.sample(cases, 2)
        source = Dispute.objects.get(pk=first.pk)
        merge(source, actor=cast.manager, target=Dispute.objects.get(pk=second.pk), reason="同一件事")
        unmerge(Dispute.objects.get(pk=first.pk), actor=cast.manager, reason="不是同一件事")

    def move_house(turn: int) -> None:
        into = town.tiebei.grids[1 - turn % 2]
        move_buildings(
            into,
            buildings=[Area.objects.get(pk=house.pk)],
            approval_no="雄街发1号",
            version=None,
            actor=cast.sysadmin,
        )

    def write(actor: User) -> Callable[[int], Any]:
        return lambda turn: note(one_of(turn), actor=actor, text=f"第{next(serial)}句")

    ends = at_once(
        tries(lambda turn: swap(town, cast.sysadmin)),
        tries(move_house),
        tries(write(cast.clerk), 3 * ROUNDS),
        tries(write(cast.secretary), 3 * ROUNDS),
        tries(lambda turn: chase(one_of(turn), actor=cast.secretary, text="今天内到场"), 3 * ROUNDS),
        tries(join_and_part),
        tries(lambda turn: sweep(timezone.now() + timedelta(hours=30))),
        patience=180,
    )
    assert all(isinstance(end, Counter) for end in ends), ends
    assert deadlocks() == rings
    swaps, moves, *_ = ends
    assert swaps["done"] == ROUNDS, swaps
    assert moves["done"] == ROUNDS, moves
    assert acted("note") == ends[2]["done"] + ends[3]["done"]
    assert acted("chase") == ends[4]["done"]
    assert_whole(*cases)
    for case in Dispute.objects.filter(state__in=OPEN_STATES, tier=Tier.GRID).exclude(state=State.MERGED):
        assert case.holder == worker_of(case.grid), case
    assert Entry.objects.filter(action="grid.plan").count() == ROUNDS
    assert not Handover.objects.filter(done_at=None).exists()


def test_hand_overs_of_the_day_meet_acts_and_each_other_in_no_ring(
    town: Town, cast: Cast, cases: list[Dispute]
) -> None:
    """Two runs of the nightly task over plans that wait for this day, while people write on the cases."""
    rings = deadlocks()
    later = timezone.now() + timedelta(days=2)
    one, two = town.tiebei.grids[:2]
    plan = open_plan(cast.sysadmin)
    for grid in (one, two):
        stage_change(
            plan,
            grid=grid,
            role=Role.GRID_WORKER,
            user=person(f"new{grid.pk}", "新来的", ""),
            actor=cast.sysadmin,
        )
    save_plan(plan, effective_on=timezone.localdate(later), mode="follow", reason="轮岗", actor=cast.sysadmin)

    def write(turn: int) -> None:
        note(Dispute.objects.get(pk=random.choice(cases).pk), actor=cast.clerk, text=f"第{turn}句")

    ends = at_once(
        lambda: apply_due(later), lambda: apply_due(later), *[tries(write, 2 * ROUNDS)] * 4, patience=120
    )
    assert sorted(ends[:2]) in ([0, 2], [1, 1]), ends
    assert all(end == {"done": 2 * ROUNDS} for end in ends[2:]), ends
    assert deadlocks() == rings
    assert_whole(*cases)
    moved = Counter(Dispute.objects.values_list("holder__username", flat=True))
    assert moved == {f"new{one.pk}": CASES // 2, f"new{two.pk}": CASES // 2}
