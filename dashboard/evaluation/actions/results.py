"""What is done to one result: points added and taken, an objection and its answer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from dashboard.evaluation.actions.measuring import given, lines_of, measured_again, totals_of
from dashboard.evaluation.choices import BONUSES, MOST_BONUS, MOST_FOR_HAZARDS, TAKEN, AdjustKind, Outcome
from dashboard.evaluation.flow import RESULTS
from dashboard.evaluation.models import Adjustment, Appeal, EvaluationPeriod, EvaluationResult, ResultLine
from dashboard.evaluation.scoring import score_lines, totals

Counts = Mapping[str, tuple[Decimal, Decimal]]


@contextmanager
def _step(
    result: EvaluationResult, act: str, actor: User, version: int | None, now: datetime | None
) -> Iterator[Step[EvaluationResult]]:
    """The period's lock first, as counting takes it: it must not be announced or published meanwhile."""
    with transaction.atomic():
        EvaluationPeriod.objects.select_for_update(no_key=True).get(pk=result.period_id)
        with RESULTS.step(result, act, actor=actor, version=version, now=now) as s:
            yield s


def adjust(
    result: EvaluationResult,
    *,
    kind: str,
    reason: str,
    points: Decimal | None = None,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> EvaluationResult:
    """Add or take points with the reason (I4). What takes has fixed points; what adds is capped, alone and together."""
    with _step(result, "adjust", actor, version, now) as s:
        need(kind, "kind", "请选「事由」")
        need(reason, "reason", "请写清情况和依据")
        worth = _worth(s.subject, kind, points)
        s.subject.adjustments.create(kind=kind, points=worth, reason=reason, by=actor, at=s.now)
        _sum_again(s)
        s.detail["kind"] = kind
        s.say(f"{AdjustKind(kind).label}：{reason}")
    return result


def _worth(result: EvaluationResult, kind: str, points: Decimal | None) -> Decimal:
    if kind in TAKEN:
        return TAKEN[kind]
    need(points, "points", "请填加几分")
    assert points is not None  # noqa: S101 - needed above
    if points <= 0:
        raise RuleBroken("points", "加分要大于0", field="points")
    already = given(result)
    bonus = sum((one for of, one in already if of in BONUSES), Decimal(0))
    if bonus + points > MOST_BONUS:
        raise RuleBroken("points", f"加分合计最多{MOST_BONUS}分，已经加了{bonus:g}分", field="points")
    hazards = sum((one for of, one in already if of == AdjustKind.HAZARD), Decimal(0))
    if kind == AdjustKind.HAZARD and hazards + points > MOST_FOR_HAZARDS:
        raise RuleBroken(
            "points", f"隐患加分合计最多{MOST_FOR_HAZARDS}分，已经加了{hazards:g}分", field="points"
        )
    return points


def _sum_again(s: Step[EvaluationResult]) -> None:
    found = totals_of(s.subject)
    s.set(bonus=found.bonus, deduction=found.deduction, total=found.total, grade=found.grade.value)


def strike(
    result: EvaluationResult,
    *,
    adjustment: int,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> EvaluationResult:
    """Take back what was added or taken wrongly, before the announcement; it stays to be read, struck through."""
    with _step(result, "strike", actor, version, now) as s:
        need(reason, "reason", "请写「撤销理由」")
        row = s.subject.adjustments.filter(pk=adjustment, struck_because="").first()
        if row is None:
            raise RuleBroken("gone", "请选一条还有效的加减分", field="adjustment")
        _strike(row, reason)
        _sum_again(s)
        s.say(f"撤销「{row}」：{reason}")
    return result


def _strike(row: Adjustment, reason: str) -> None:
    row.struck_because = reason
    row.save(update_fields=["struck_because"])


def appeal(
    result: EvaluationResult,
    *,
    text: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> EvaluationResult:
    """Whoever answers for the subject objects, once, within the days of the rule (I7)."""
    with _step(result, "appeal", actor, version, now) as s:
        need(text, "text", "请写清哪一项不对、为什么")
        Appeal.objects.create(result=s.subject, text=text, by=actor, at=s.now)
        s.move()
    return result


def decide(
    result: EvaluationResult,
    *,
    outcome: str,
    finding: str,
    counts: Counts | None = None,
    struck: Sequence[int] = (),
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> EvaluationResult:
    """Answer an objection. A corrected result is counted with `counts` (numerator and denominator by the indicator's code)
    and without the adjustments `struck`, and stands beside the first, which stays as it was."""
    with _step(result, "decide", actor, version, now) as s:
        need(outcome, "outcome", "请选「结论」")
        need(finding, "finding", "请写「核查情况和理由」")
        if outcome == Outcome.CORRECTED:
            _correct(s, dict(counts or {}), struck)
        row = s.subject.appeal
        row.outcome, row.finding, row.decided_by, row.decided_at = outcome, finding, actor, s.now
        row.save(update_fields=["outcome", "finding", "decided_by", "decided_at"])
        s.move()
        s.say(str(Outcome(outcome).label))
    return result


def _correct(
    s: Step[EvaluationResult], counts: dict[str, tuple[Decimal, Decimal]], struck: Sequence[int]
) -> None:
    first = list(s.subject.lines.filter(round=1))
    changed = _changed(first, counts)
    gone = list(s.subject.adjustments.filter(pk__in=list(struck), struck_because=""))
    if not changed and not gone:
        raise RuleBroken("same", "更正要改一项的数，或撤销一条加减分；都不用改的选「维持」", field="outcome")
    for one in gone:
        _strike(one, "异议成立")
    scored = score_lines(measured_again(first, changed))
    ResultLine.objects.bulk_create(lines_of(s.subject, scored, {one.code: one for one in first}, round=2))
    found = totals(scored, given(s.subject))
    s.set(corrected_total=found.total, corrected_grade=found.grade.value)


def _changed(first: list[ResultLine], counts: Counts) -> dict[str, tuple[Decimal, Decimal]]:
    """The counts that differ. Refuses more above the line than below it."""
    found = {}
    for line in first:
        above, below = counts.get(line.code, (line.numerator, line.denominator))
        if above < 0 or below < 0 or above > below:
            raise RuleBroken("counts", f"「{line.name}」的分子不能大于分母", field=f"above_{line.code}")
        if (above, below) != (line.numerator, line.denominator):
            found[line.code] = (above, below)
    return found


ACTIONS: dict[str, Any] = {"adjust": adjust, "strike": strike, "appeal": appeal, "decide": decide}
