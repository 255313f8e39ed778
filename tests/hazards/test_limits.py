"""Clocks of hazards: how long, from when, over a holiday; who is told when, once; what stops and what starts again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.flow.models import Event
from core.notices.models import Notice
from grids.choices_field import HazardState
from grids.engine import KIND
from grids.models import Hazard, Posting
from tests.hazards.walk import Walk

pytestmark = pytest.mark.django_db
# Thursday before National Day 2026: 1-7 October off, Saturday the 10th worked.
BEFORE_HOLIDAY = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)


def closes(day: int, month: int) -> datetime:
    """18:00 in the town."""
    return datetime(2026, month, day, 10, 0, tzinfo=UTC)


def clock(hazard: Hazard, code: str) -> Clock:
    return Clock.objects.of(KIND, hazard.pk).filter(code=code).latest("pk")


def told(hazard: Hazard, **where: Any) -> set[Any]:
    rows = Notice.objects.filter(subject_kind=KIND, subject_id=hazard.pk, **where)
    return {one.recipient for one in rows}


@pytest.mark.parametrize(
    ("code", "limit", "due"),
    [
        ("fire.bikes", "spot", closes(24, 9)),
        # Mid-Autumn is the 25th to the 27th of September in 2026.
        ("fire.clutter", "minor", closes(30, 9)),
        ("fire.equipment", "medium", closes(12, 10)),
        ("house.illegal", "major", closes(22, 10)),
    ],
)
def test_limits_count_working_days_over_a_holiday_and_a_make_up_day(
    walk: Walk, code: str, limit: str, due: datetime
) -> None:
    walk.now = BEFORE_HOLIDAY
    hazard = walk.report(by="clerk", code=code)
    row = clock(hazard, f"hazard.{limit}")
    assert (hazard.limit, row.due_at, hazard.due_at) == (limit, due, due)
    assert "个工作日" in row.explain() or limit == "spot"


def test_on_the_spot_after_hours_lasts_until_midnight(walk: Walk) -> None:
    walk.now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    hazard = walk.report(code="fire.bikes")
    assert hazard.due_at == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)


def test_grading_for_the_first_time_counts_from_finding(walk: Walk) -> None:
    hazard = walk.report(code="house.cracks")
    walk.now += timedelta(days=1)
    hazard = walk.step(hazard, "grade", grade="major", limit="medium", reason="裂得不快")
    assert clock(hazard, "hazard.major").cancelled_at == walk.now
    assert clock(hazard, "hazard.medium").started_at == hazard.found_at
    assert hazard.due_code == "hazard.medium"


def test_a_limit_changed_later_counts_from_the_change(walk: Walk) -> None:
    hazard = walk.to(HazardState.ORDERED)
    walk.now += timedelta(days=1)
    hazard = walk.step(hazard, "regrade", limit="medium", reason="要等备件")
    assert clock(hazard, "hazard.medium").started_at == walk.now
    assert Clock.objects.live().of(KIND, hazard.pk).count() == 1


def test_the_same_limit_again_leaves_the_clock_alone(walk: Walk) -> None:
    hazard = walk.to(HazardState.GRADED)
    before = clock(hazard, "hazard.minor")
    hazard = walk.step(hazard, "grade")
    after = clock(hazard, "hazard.minor")
    assert (before.pk, before.due_at) == (after.pk, after.due_at)


def test_putting_right_meets_the_limit_and_starts_the_recheck(walk: Walk) -> None:
    hazard = walk.to(HazardState.RECTIFIED)
    assert clock(hazard, "hazard.minor").met
    recheck = clock(hazard, "hazard.recheck")
    assert (recheck.started_at, hazard.due_code) == (walk.now, "hazard.recheck")
    hazard = walk.step(hazard, "recheck")
    assert clock(hazard, "hazard.recheck").met and hazard.due_at is None


def test_a_failed_recheck_orders_again_with_a_new_limit(walk: Walk) -> None:
    hazard = walk.to(HazardState.RECTIFIED)
    first = clock(hazard, "hazard.minor")
    walk.now += timedelta(days=1)
    hazard = walk.step(hazard, "recheck", passed=False, text="还剩一个沙发", limit="spot")
    again = clock(hazard, "hazard.spot")
    assert (hazard.state, hazard.counted_from, again.started_at) == (HazardState.ORDERED, walk.now, walk.now)
    assert first.stopped_at is not None and hazard.rectified_by is None
    one, two = hazard.rounds.all()
    assert (one.passed, two.number, two.responsible) == (False, 2, one.responsible)
    assert two.requirement == "复查不合格：还剩一个沙发" and two.due_at == again.due_at == hazard.due_at


def test_a_failed_recheck_of_the_same_limit_starts_it_anew(walk: Walk) -> None:
    hazard = walk.to(HazardState.RECTIFIED)
    walk.now += timedelta(days=2)
    hazard = walk.step(hazard, "recheck", passed=False, text="还有纸箱")
    clocks = Clock.objects.of(KIND, hazard.pk).filter(code="hazard.minor").order_by("pk")
    assert [one.is_live for one in clocks] == [False, True]
    assert clocks[1].started_at == walk.now


def test_a_major_hazard_waits_for_its_closing_within_the_recheck(walk: Walk) -> None:
    hazard = walk.to(HazardState.RECHECKED)
    assert hazard.due_code == "hazard.recheck" and clock(hazard, "hazard.recheck").is_live
    hazard = walk.step(hazard, "close")
    assert clock(hazard, "hazard.recheck").met and hazard.due_at is None and hazard.closed_at == walk.now


def test_handing_on_stops_nothing_until_the_department_has_dealt_with_it(walk: Walk) -> None:
    hazard = walk.to(HazardState.REFERRED)
    assert clock(hazard, "hazard.minor").is_live and hazard.due_code == "hazard.minor"
    back = walk.step(hazard, "answer", outcome="returned", text="不属本单位")
    assert back.state == HazardState.ORDERED and clock(back, "hazard.minor").is_live
    again = walk.step(walk.step(back, "refer"), "answer")
    assert again.state == HazardState.RECTIFIED and again.due_code == "hazard.recheck"


def test_a_dismissed_hazard_owes_nothing(walk: Walk) -> None:
    hazard = walk.to(HazardState.DISMISSED)
    assert clock(hazard, "hazard.minor").cancelled_at == walk.now
    assert not Clock.objects.live().of(KIND, hazard.pk).exists()


def test_reminders_go_from_worker_to_leader_to_community_to_street_once_each(walk: Walk) -> None:
    hazard = walk.to(HazardState.ORDERED)
    row, cast = clock(hazard, "hazard.minor"), walk.cast
    Notice.objects.all().delete()
    moments = {
        row.started_at + (row.due_at - row.started_at) * 0.6: {cast.worker},
        row.started_at + (row.due_at - row.started_at) * 0.9: {cast.worker, cast.leader},
        row.due_at + timedelta(minutes=1): {cast.leader, cast.secretary},
        row.due_at + timedelta(days=8): {cast.manager, cast.street_lead},
    }
    for moment, people in moments.items():
        Notice.objects.all().delete()
        assert sweep(now=moment) == 1
        assert sweep(now=moment) == 0
        assert told(hazard) == people
    chase = Notice.objects.filter(kind="chase").first()
    assert chase and "超期3个工作日，请督办" in chase.title and "楼道堆物" in chase.title


def test_a_vacant_grid_reminds_its_leader_and_without_a_leader_the_community(walk: Walk) -> None:
    hazard = walk.to(HazardState.ORDERED)
    row = clock(hazard, "hazard.minor")
    Posting.objects.filter(grid=hazard.grid, role="grid_worker").delete()
    Notice.objects.all().delete()
    sweep(now=row.started_at + (row.due_at - row.started_at) * 0.6)
    assert told(hazard) == {walk.cast.leader}
    Posting.objects.filter(grid=hazard.grid, role="grid_leader").delete()
    Notice.objects.all().delete()
    sweep(now=row.started_at + (row.due_at - row.started_at) * 0.9)
    assert told(hazard) == {walk.cast.secretary}


def test_a_recheck_reminds_those_who_may_look_again(walk: Walk) -> None:
    hazard = walk.step(walk.to(HazardState.ORDERED), "rectify", "leader")
    row = clock(hazard, "hazard.recheck")
    Notice.objects.all().delete()
    sweep(now=row.started_at + (row.due_at - row.started_at) * 0.6)
    assert told(hazard) == {walk.cast.clerk, walk.cast.second_clerk}


def test_time_alone_changes_no_hazard(walk: Walk) -> None:
    hazard = walk.to(HazardState.ORDERED)
    events = Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk).count()
    sweep(now=walk.now + timedelta(days=60))
    fresh = Hazard.objects.get(pk=hazard.pk)
    assert (fresh.state, fresh.version) == (hazard.state, hazard.version)
    assert Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk).count() == events
