"""Every act of a period and of a result: works, refused by state, by role, without a reason, when somebody was faster."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from dashboard.evaluation.actions import periods, results
from dashboard.evaluation.choices import AdjustKind, Grade, Kind, Outcome, PeriodState, ResultState
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult, Indicator
from grids.models import PatrolDay
from tests.cast import Cast, Town
from tests.evaluation.conftest import MARCH, NOW, QUARTER, Scored

pytestmark = pytest.mark.django_db
NINE_TENTHS = Decimal("94.74")  # 90 % of a target of 95 %


def refused(code: str, act: Any, *args: Any, **said: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as told:
        act(*args, **said)
    assert told.value.code == code, told.value.message
    return told.value


def these(*values: Any) -> tuple[Any, ...]:
    """Figures side by side, whatever kinds of numbers they are."""
    return values


# --- a period ---------------------------------------------------------------------------------------
def test_counting_keeps_the_figures_with_the_weights_that_held(scored: Scored) -> None:
    result = scored.of_grid()
    line = result.lines.get(code="E1")
    assert these(line.numerator, line.denominator, line.rate) == (9, 10, Decimal("90.00"))
    assert these(line.spread, line.score, result.total) == (100, NINE_TENTHS, NINE_TENTHS)
    assert result.get_grade_display() == "优秀"
    others = result.lines.exclude(code="E1")
    assert not others.exclude(score=None).exists() and others.count() == 6
    assert scored.of_grid(1).total is None and scored.of_grid(1).grade == Grade.NONE
    Indicator.objects.filter(kind=Kind.GRID, code="E1").update(target=50)
    line.refresh_from_db()
    assert line.target == 95


def test_counting_is_the_scorers_and_only_of_what_is_over(scored: Scored, cast: Cast) -> None:
    for user in (cast.worker, cast.secretary, cast.street_lead, cast.sysadmin, cast.nobody):
        with pytest.raises(NotAllowed):
            periods.open_period(Kind.DEPARTMENT, QUARTER.since, actor=user)
        with pytest.raises(NotAllowed):
            periods.draft(scored.grids, actor=user)
    told: dict[str, Any] = {"actor": cast.supervisor}
    refused("period", periods.open_period, Kind.WORKER, NOW.date().replace(day=1), **told)
    refused("period", periods.open_period, Kind.GRID, MARCH.since, **told)
    refused("taken", periods.open_period, Kind.GRID, QUARTER.since, **told)


def test_counting_again_before_the_announcement_keeps_what_was_added(scored: Scored, cast: Cast) -> None:
    result = scored.of_grid()
    results.adjust(
        result, kind=AdjustKind.PRAISE, points=Decimal(2), reason="市里通报表扬", actor=cast.supervisor
    )
    PatrolDay.objects.filter(grid=result.grid_id).update(points_done=4)
    periods.draft(scored.grids, actor=cast.supervisor)
    result.refresh_from_db()
    assert these(result.base, result.bonus, result.total) == (100, 2, 102)
    assert result.lines.count() == 7 and scored.grids.results.count() == 6


def test_an_announcement_tells_whoever_is_concerned_and_starts_the_days_of_objection(
    scored: Scored, cast: Cast
) -> None:
    scored.announced()
    scored.grids.refresh_from_db()
    assert scored.grids.state == PeriodState.ANNOUNCED and scored.grids.announced_by == cast.supervisor
    clock = Clock.objects.get(subject_kind="evaluation_period", subject_id=scored.grids.pk)
    # Five working days after Thursday the 2nd; Monday the 6th is 清明.
    assert clock.due_at == scored.grids.due_at
    told = set(
        Notice.objects.filter(title__startswith="公布初评结果").values_list("recipient__username", flat=True)
    )
    assert told == {"leader", "worker", "other_worker"}
    assert Entry.objects.filter(action="evaluation_period.announce").count() == 2
    refused("state", periods.draft, scored.grids, actor=cast.supervisor)
    refused("state", periods.announce, scored.grids, actor=cast.supervisor)
    with pytest.raises(NotAllowed):
        periods.announce(scored.workers, actor=cast.manager)


def test_publication_waits_for_the_days_and_for_every_answer(scored: Scored, cast: Cast) -> None:
    scored.announced()
    refused("waited", periods.publish, scored.grids, actor=cast.street_lead)
    results.appeal(scored.of_grid(), text="3月5日停电，点位查过", actor=cast.leader)
    scored.grids.refresh_from_db()
    assert scored.grids.due_at is not None
    later = scored.grids.due_at + timedelta(hours=1)
    refused("answered", periods.publish, scored.grids, actor=cast.street_lead, now=later)
    with pytest.raises(NotAllowed):
        periods.publish(scored.grids, actor=cast.supervisor, now=later)
    results.decide(
        scored.of_grid(), outcome=Outcome.UPHELD, finding="查无停电记录", actor=cast.street_lead, now=later
    )
    periods.publish(scored.grids, actor=cast.street_lead, now=later)
    assert scored.grids.state == PeriodState.PUBLISHED and scored.grids.due_at is None


def test_a_period_changed_meanwhile_is_a_conflict(scored: Scored, cast: Cast) -> None:
    with pytest.raises(Conflict):
        periods.announce(scored.grids, actor=cast.supervisor, version=1)


def test_the_night_begins_and_counts_what_is_over_once(town: Town, cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        assert periods.tend() == 4
        assert periods.tend() == 0
    kinds = EvaluationPeriod.objects.order_by("kind").values_list("kind", "since", "state", "drafted_by")
    assert [one[0] for one in kinds] == ["community", "department", "grid", "worker"]
    assert all(these(*one[2:]) == (PeriodState.DRAFTED, None) for one in kinds)
    told = set(
        Notice.objects.filter(title__startswith="计算初评").values_list("recipient__username", flat=True)
    )
    assert told == {"supervisor"}


# --- points -----------------------------------------------------------------------------------------
def test_points_are_added_and_taken_with_a_reason_and_capped(scored: Scored, cast: Cast) -> None:
    result = scored.of_worker()
    told: dict[str, Any] = {"actor": cast.supervisor}
    results.adjust(result, kind=AdjustKind.HAZARD, points=Decimal(3), reason="燃气泄漏，已处置", **told)
    refused(
        "points", results.adjust, result, kind=AdjustKind.HAZARD, points=Decimal(1), reason="又一件", **told
    )
    refused(
        "points", results.adjust, result, kind=AdjustKind.PRAISE, points=Decimal(3), reason="表扬", **told
    )
    refused(
        "points", results.adjust, result, kind=AdjustKind.PRAISE, points=Decimal(0), reason="表扬", **told
    )
    refused("missing", results.adjust, result, kind=AdjustKind.PRAISE, reason="表扬", **told)
    refused("missing", results.adjust, result, kind=AdjustKind.LATE_RED, reason="", **told)
    results.adjust(result, kind=AdjustKind.LATE_RED, points=Decimal(1), reason="晚报3小时", **told)
    assert these(result.bonus, result.deduction, result.total) == (3, 5, NINE_TENTHS - 2)
    line = Event.objects.filter(subject_kind="evaluation_result", subject_id=result.pk).latest("pk")
    assert line.text == "紧急情况迟报：晚报3小时" and line.actor == cast.supervisor
    assert Entry.objects.filter(action="evaluation_result.adjust").count() == 2


def test_a_leak_caps_the_grade_until_it_is_struck(scored: Scored, cast: Cast) -> None:
    result, told = scored.of_worker(), {"actor": cast.supervisor}
    results.adjust(result, kind=AdjustKind.LEAK, reason="群里发了住户名单", **told)
    assert (result.total, result.grade) == (NINE_TENTHS, Grade.FAILED)
    row = result.adjustments.get()
    refused("missing", results.strike, result, adjustment=row.pk, reason="", **told)
    results.strike(result, adjustment=row.pk, reason="不是本人发的", **told)
    assert result.grade == Grade.EXCELLENT and result.adjustments.get().struck_because == "不是本人发的"
    refused("adjusted", results.strike, result, adjustment=row.pk, reason="再来", **told)


def test_points_are_the_scorers_before_the_announcement(scored: Scored, cast: Cast) -> None:
    for user in (cast.worker, cast.leader, cast.secretary, cast.manager, cast.street_lead):
        with pytest.raises(NotAllowed):
            results.adjust(scored.of_worker(), kind=AdjustKind.LEAK, reason="x", actor=user)
    scored.announced()
    refused(
        "drafted", results.adjust, scored.of_worker(), kind=AdjustKind.LEAK, reason="x", actor=cast.supervisor
    )


# --- objections -------------------------------------------------------------------------------------
def test_whoever_answers_for_it_may_object_once_in_time(scored: Scored, cast: Cast) -> None:
    refused("window", results.appeal, scored.of_worker(), text="不对", actor=cast.worker)
    scored.announced()
    worker, grid = scored.of_worker(), scored.of_grid()
    for user in (cast.other_worker, cast.leader, cast.secretary, cast.supervisor):
        with pytest.raises(NotAllowed):
            results.appeal(worker, text="不对", actor=user)
    with pytest.raises(NotAllowed):  # the grid's result is its leader's
        results.appeal(grid, text="不对", actor=cast.worker)
    refused("missing", results.appeal, worker, text="", actor=cast.worker)
    results.appeal(worker, text="3月5日四处都查了，手机没电", actor=cast.worker)
    assert worker.state == ResultState.APPEALED and worker.due_at is not None
    refused("state", results.appeal, worker, text="再提", actor=cast.worker)
    told = set(
        Notice.objects.filter(title__startswith="对结果有异议").values_list("recipient__username", flat=True)
    )
    assert told == {"street_lead"}  # the supervisor scored
    line = Event.objects.filter(subject_kind="evaluation_result").latest("pk")
    assert "手机" not in line.text and "手机" not in str(line.changes)
    scored.grids.refresh_from_db()
    assert scored.grids.due_at is not None
    late = scored.grids.due_at + timedelta(minutes=1)
    refused("window", results.appeal, grid, text="不对", actor=cast.leader, now=late)


def test_an_objection_is_answered_by_somebody_who_did_not_score(scored: Scored, cast: Cast) -> None:
    scored.announced()
    result = results.appeal(scored.of_grid(), text="不对", actor=cast.leader)
    with pytest.raises(NotAllowed) as told:
        results.decide(result, outcome=Outcome.UPHELD, finding="x", actor=cast.supervisor)
    assert told.value.code == "scored"
    for user in (cast.leader, cast.secretary, cast.manager):
        with pytest.raises(NotAllowed):
            results.decide(result, outcome=Outcome.UPHELD, finding="x", actor=user)
    refused("missing", results.decide, result, outcome=Outcome.UPHELD, finding="", actor=cast.street_lead)
    refused("missing", results.decide, result, outcome="", finding="x", actor=cast.street_lead)
    refused("same", results.decide, result, outcome=Outcome.CORRECTED, finding="x", actor=cast.street_lead)
    wrong = {"E1": (Decimal(11), Decimal(10))}
    refused(
        "counts",
        results.decide,
        result,
        outcome=Outcome.CORRECTED,
        finding="x",
        counts=wrong,
        actor=cast.street_lead,
    )


def test_a_corrected_result_stands_beside_the_first(scored: Scored, cast: Cast) -> None:
    first = scored.of_grid()
    results.adjust(first, kind=AdjustKind.LATE_RED, reason="晚报", actor=cast.supervisor)
    scored.announced()
    result = results.appeal(scored.of_grid(), text="3月5日查了4处，没有晚报", actor=cast.leader)
    results.decide(
        result, outcome=Outcome.CORRECTED, finding="核对照片，属实", counts={"E1": (Decimal(10), Decimal(10))},
        struck=[result.adjustments.get().pk], actor=cast.street_lead,
    )  # fmt: skip
    assert (result.total, result.grade) == (NINE_TENTHS - 5, Grade.GOOD)
    assert these(result.corrected_total, result.corrected_grade) == (100, Grade.EXCELLENT)
    assert result.lines.get(code="E1", round=1).numerator == 9
    assert result.lines.get(code="E1", round=2).numerator == 10
    assert result.state == ResultState.DECIDED and result.due_at is None
    assert result.appeal.decided_by == cast.street_lead
    told = set(
        Notice.objects.filter(title__startswith="答复异议").values_list("recipient__username", flat=True)
    )
    assert told == {"leader"}


def test_the_scorer_of_the_night_may_answer_what_the_night_scored(town: Town, cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        periods.tend()
        row = EvaluationPeriod.objects.get(kind=Kind.WORKER)
        periods.announce(row, actor=cast.supervisor)
        result = EvaluationResult.objects.get(worker=cast.worker)
        results.appeal(result, text="不对", actor=cast.worker)
        with pytest.raises(NotAllowed):  # who announced is a scorer too
            results.decide(result, outcome=Outcome.UPHELD, finding="x", actor=cast.supervisor)
