"""Opening a period, counting it, announcing and publishing it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.edits import write_down
from dashboard.evaluation.actions.measuring import lines_of, measure
from dashboard.evaluation.choices import MONTHS, Kind, PeriodState, ResultState
from dashboard.evaluation.flow import PERIOD, PERIODS, is_scorer
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult, Indicator, ResultLine
from dashboard.evaluation.scoring import score_lines, totals
from dashboard.evaluation.subjects import Days, Subject, subjects_of
from dashboard.reports.period import Period

_TAKEN = "这一期已经有了，请到列表里打开"


def last_over(kind: str, today: date) -> Period:
    """The newest month or quarter of the kind that is over."""
    months = MONTHS[kind]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    at = first.year * 12 + first.month - 1 - months
    return Period(date(at // 12, at % 12 + 1, 1), months)


def open_period(
    kind: str, since: date, *, actor: User | None, now: datetime | None = None, is_demo: bool = False
) -> EvaluationPeriod:
    """Begin the evaluation of a month or quarter that is over; counting is an act of its own.

    `actor` None is the night. Refuses whoever does not score, a period under way, and one that is there already."""
    now = now or timezone.now()
    if actor is not None and not is_scorer(actor):
        raise NotAllowed("role", "考评由街道督查考评来做")
    months = MONTHS[Kind(kind)]
    if since.day != 1 or (since.month - 1) % months:
        raise RuleBroken("period", "请选月份；季度考评选季度的第一个月", field="since")
    period = Period(since, months)
    if not period.is_over(timezone.localdate(now)):
        raise RuleBroken("period", "这一期还没过完，过完再考评", field="since")
    row = EvaluationPeriod(
        state=PeriodState.OPEN, kind=kind, since=since, until=period.until, created_by=actor, created_at=now,
        last_act="开始考评", last_act_at=now, is_demo=is_demo,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            write_down(row, PERIOD, "open", "开始考评", actor=actor, now=now)
    except IntegrityError as taken:
        raise RuleBroken("taken", _TAKEN, field="since") from taken
    return row


def draft(
    period: EvaluationPeriod,
    *,
    actor: User | None,
    version: int | None = None,
    now: datetime | None = None,
    only: Sequence[Subject] | None = None,
) -> EvaluationPeriod:
    """Count all indicators of all subjects and keep the figures. Counted again before the announcement, they are replaced;
    what was added and taken stays. `only` keeps to some subjects (the demo town)."""
    days = Days(period.since, period.until)
    with PERIODS.step(period, "draft", actor=actor, version=version, now=now) as s:
        subjects = list(only) if only is not None else subjects_of(period.kind, days)
        indicators = list(Indicator.objects.filter(kind=period.kind, is_on=True))
        _keep(s.subject, subjects, days, indicators, s.now)
        s.set_quietly(drafted_at=s.now, drafted_by=s.actor)
        s.move()
        s.say(f"{len(subjects)}个考评对象")
    return period


def _keep(
    period: EvaluationPeriod, subjects: list[Subject], days: Days, indicators: list[Indicator], now: datetime
) -> None:
    """Results and lines of every subject; whoever is not evaluated any more goes, unless something was noted of them."""
    known = {_key(one): one for one in period.results.all()}
    named = {one.code: one for one in indicators}
    kept: list[EvaluationResult] = []
    lines: list[ResultLine] = []
    for subject in subjects:
        result = known.pop(_key(subject), None) or _new(period, subject, now)
        scored = score_lines(measure(subject, days, indicators))
        _sum(result, scored)
        kept.append(result)
        lines += lines_of(result, scored, named, round=1)
    EvaluationResult.objects.filter(
        pk__in=[one.pk for one in known.values()], adjustments__isnull=True
    ).delete()
    ResultLine.objects.filter(result__in=[one for one in kept if one.pk]).delete()
    EvaluationResult.objects.bulk_create([one for one in kept if not one.pk])
    EvaluationResult.objects.bulk_update(
        kept, ["base", "bonus", "deduction", "total", "grade", "name", "code"]
    )
    ResultLine.objects.bulk_create(lines)


def _key(row: Any) -> tuple[int | None, ...]:
    """What a subject and its result have in common."""
    if isinstance(row, EvaluationResult):
        return (
            row.worker_id,
            row.department_id,
            None if row.worker_id else row.grid_id,
            row.community_id if not row.grid_id else None,
        )
    return (
        row.worker.pk if row.worker else None,
        row.department.pk if row.department else None,
        row.grid.pk if row.grid and not row.worker else None,
        row.community.pk if row.community and not row.grid else None,
    )


def _new(period: EvaluationPeriod, subject: Subject, now: datetime) -> EvaluationResult:
    return EvaluationResult(
        state=ResultState.STANDING, period=period, name=subject.name, code=subject.code, worker=subject.worker,
        grid=subject.grid, community=subject.community, department=subject.department, created_at=now, is_demo=period.is_demo,
    )  # fmt: skip


def _sum(result: EvaluationResult, scored: list[Any]) -> None:
    adjusted = (
        list(result.adjustments.filter(struck_because="").values_list("kind", "points")) if result.pk else []
    )
    found = totals(scored, adjusted)
    result.base, result.bonus, result.deduction = found.base, found.bonus, found.deduction
    result.total, result.grade = found.total, found.grade


def announce(
    period: EvaluationPeriod, *, actor: User, version: int | None = None, now: datetime | None = None
) -> EvaluationPeriod:
    """Tell everybody concerned their own result; from now on they may object, for as long as the rule says."""
    with PERIODS.step(period, "announce", actor=actor, version=version, now=now) as s:
        s.set_quietly(announced_at=s.now, announced_by=s.actor)
        s.move()
    return period


def publish(
    period: EvaluationPeriod, *, actor: User, version: int | None = None, now: datetime | None = None
) -> EvaluationPeriod:
    """The result stands. Refused while objections may still come or wait for an answer."""
    with PERIODS.step(period, "publish", actor=actor, version=version, now=now) as s:
        s.set_quietly(published_at=s.now)
        s.move()
    return period


def tend(*, now: datetime | None = None) -> int:
    """The night's work: the month and the quarters that are over are begun and counted, once. Returns how many.

    Grids come before communities, whose mean they are. Nothing is begun for which nobody was there to be evaluated."""
    now, done = now or timezone.now(), 0
    for kind in (Kind.WORKER, Kind.GRID, Kind.COMMUNITY, Kind.DEPARTMENT):
        span = last_over(kind, timezone.localdate(now))
        row = EvaluationPeriod.objects.filter(kind=kind, since=span.since).first()
        if row is None and subjects_of(kind, Days(span.since, span.until)):
            row = open_period(kind, span.since, actor=None, now=now)
        if row is not None and row.state == PeriodState.OPEN:
            draft(row, actor=None, now=now)
            done += 1
    return done


ACTIONS = {"draft": draft, "announce": announce, "publish": publish}
