"""Reads for the pages of evaluation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from core.accounts.models import User
from core.privacy import mask_name
from dashboard.evaluation.actions.periods import last_over
from dashboard.evaluation.choices import Kind, PeriodState, ResultState, Verdict
from dashboard.evaluation.flow import is_scorer
from dashboard.evaluation.formulas import FORMULAS, Source
from dashboard.evaluation.models import (
    Adjustment,
    EvaluationPeriod,
    EvaluationResult,
    ResultLine,
    SampleDraw,
    SampleRecord,
)
from dashboard.evaluation.querysets import DECIDERS
from dashboard.evaluation.subjects import Days, Subject, subjects_of
from dashboard.glance.ask import month_before
from dashboard.reports.period import Period
from grids.choices import Role
from grids.scope import Scope

MOST_PERIODS, A_PAGE = 60, 50
# Communities and departments may be put in the order of a column; people never are.
SORTABLE = frozenset({Kind.GRID.value, Kind.COMMUNITY.value, Kind.DEPARTMENT.value})


# What an errand of the workbench leads to: only the periods that wait for the person.
MOVE, ANSWER = "move", "answer"
TODO = {MOVE: "要公布、要定下来的", ANSWER: "有异议等你答复的"}


def periods_for(user: User, now: datetime, kind: str = "", todo: str = "") -> "QuerySet[EvaluationPeriod]":
    """The newest first, each with how many objections wait for an answer; of `todo` only those, and only the person's."""
    rows = EvaluationPeriod.objects.visible_to(user)
    rows = rows.filter(kind=kind) if kind else rows
    if todo == MOVE:
        rows = rows.filter(pk__in=to_move(user, now).values("pk"))
    waiting = Count("results", filter=Q(results__state=ResultState.APPEALED))
    if todo == ANSWER:
        mine = to_answer(user)
        rows = rows.filter(pk__in=mine.values("period_id"))
        waiting = Count("results", filter=Q(results__in=mine.values("pk")))
    return rows.annotate(waiting=waiting, subjects=Count("results")).order_by("-since", "kind")[:MOST_PERIODS]


def offered(today: date) -> list[tuple[str, str]]:
    """Months and quarters that are over and not begun, of the last half year: value and words. One query."""
    begun = set(EvaluationPeriod.objects.values_list("kind", "since"))
    found = []
    for kind in Kind:
        span = last_over(kind, today)
        for _ in range(6 // span.months):
            if (kind.value, span.since) not in begun:
                found.append((f"{kind.value}:{span.since}", f"{kind.label}　{span.words}"))
            span = Period(month_before(span.since, span.months), span.months)
    return found


def results_for(user: User, period: EvaluationPeriod, sort: str = "") -> "QuerySet[EvaluationResult]":
    """By place and code. A reader of all may order what is no person by points or by what waits; ties stay by code."""
    rows = EvaluationResult.objects.visible_to(user).filter(period=period)
    rows = rows.select_related("community", "period").prefetch_related("lines")
    rows = rows.order_by("community__code", "code", "name", "pk")
    if sort == "total" and period.kind in SORTABLE:
        return rows.order_by(F("total").desc(nulls_last=True), "code", "pk")
    return rows


def lines_by_round(lines: Iterable[ResultLine]) -> tuple[list[ResultLine], list[ResultLine]]:
    """The first count and the corrected one, each line with the words of its formula."""
    rounds: tuple[list[ResultLine], list[ResultLine]] = ([], [])
    for one in lines:
        formula = FORMULAS.get(one.formula)
        one.words = formula.words if formula else ""  # type: ignore[attr-defined]
        one.opens = bool(formula and formula.opens)  # type: ignore[attr-defined]
        rounds[one.round - 1].append(one)
    return rounds


def subject_of(result: EvaluationResult) -> Subject | None:
    """The result's subject with its grids and days as they are on record."""
    period = result.period
    wanted = {
        Kind.WORKER.value: ("worker", result.worker_id),
        Kind.GRID.value: ("grid", result.grid_id),
        Kind.COMMUNITY.value: ("community", result.community_id),
        Kind.DEPARTMENT.value: ("department", result.department_id),
    }
    name, pk = wanted[period.kind]
    for one in subjects_of(period.kind, Days(period.since, period.until)):
        if getattr(getattr(one, name), "pk", None) == pk:
            return one
    return None


@dataclass(frozen=True)
class Opened:
    """One source of a rate for one reader: what they may see of it, and how many rows they may not."""

    label: str
    rows: Sequence[tuple[bool, str, str, str]]  # is above the line, what it is, its page, words
    hidden: int
    more: int


def opened(user: User, subject: Subject, days: Days, formula: str) -> list[Opened]:
    """What stands behind a rate now, as far as the reader's own rights go. Five queries a source at any size."""
    return [_open(user, one) for one in (FORMULAS[formula].sources or _nothing)(subject, days)]


def _nothing(subject: Subject, days: Days) -> tuple[Source, ...]:
    return ()


def _open(user: User, source: Source) -> Opened:
    seen = source.rows.filter(**{f"{source.key}__in": source.things(user).values("pk")})
    whole, mine = source.rows.count(), seen.count()
    rows = list(seen.order_by("pk")[:A_PAGE])
    good = set(seen.filter(source.good, pk__in=[one.pk for one in rows]).values_list("pk", flat=True))
    things = {
        one.pk: one for one in source.things(user).filter(pk__in=[getattr(one, source.key) for one in rows])
    }
    found = []
    for row in rows:
        thing = things[getattr(row, source.key)]
        found.append((row.pk in good, str(thing), _page(source, row, thing), source.words(row)))
    return Opened(source.label, found, whole - mine, mine - len(rows))


def _page(source: Source, row: Any, thing: Any) -> str:
    """The page of a row; empty for what has none of its own."""
    if source.page is not None:
        return source.page(row)
    found = getattr(thing, "get_absolute_url", None)
    return str(found()) if found else ""


def to_answer(user: User) -> "QuerySet[EvaluationResult]":
    """Objections that wait for the person: not those to what they scored."""
    rows = EvaluationResult.objects.filter(state=ResultState.APPEALED)
    if not Scope.of(user).street_roles & DECIDERS:
        return rows.none()
    mine = Q(period__drafted_by=user) | Q(period__announced_by=user)
    touched = Adjustment.objects.filter(by=user).values("result_id")
    return rows.exclude(mine).exclude(pk__in=touched)


def to_move(user: User, now: datetime) -> "QuerySet[EvaluationPeriod]":
    """Periods whose next step is the person's: to announce for the scorer, to publish for the leadership."""
    rows, scope = EvaluationPeriod.objects.all(), Scope.of(user)
    found = Q(pk__in=[])
    if is_scorer(user):
        found |= Q(state__in=(PeriodState.OPEN, PeriodState.DRAFTED))
    if Role.STREET_LEAD in scope.street_roles:
        found |= Q(state=PeriodState.ANNOUNCED, due_at__lte=now)
    return rows.filter(found)


def to_check(user: User) -> "QuerySet[SampleRecord]":
    """Sampled records that wait for the person's community. By draw_checker, sample_verdict."""
    return SampleRecord.objects.visible_to(user).filter(verdict=Verdict.WAITING)


def samples_for(user: User, state: str) -> "QuerySet[SampleRecord]":
    rows = SampleRecord.objects.visible_to(user)
    rows = rows.filter(verdict=Verdict.WAITING) if state == "todo" else rows.exclude(verdict=Verdict.WAITING)
    places = (
        "draw__grid__community",
        "household__dwelling__building__parent",
        "household__head",
        "checked_by",
    )
    return rows.select_related(*places).order_by("-draw__quarter", "draw__grid__code", "order")


def draws_for(quarter: date) -> "QuerySet[SampleDraw]":
    """How far the checking of a quarter is, by grid: numbers only."""
    done = Count("records", filter=~Q(records__verdict=Verdict.WAITING))
    wrong = Count("records", filter=Q(records__verdict=Verdict.WRONG))
    rows = SampleDraw.objects.filter(quarter=quarter).select_related("grid__community", "checker")
    return rows.annotate(number=Count("records"), done=done, wrong=wrong).order_by(
        "grid__community__code", "grid__code"
    )


def sample_for(user: User, pk: int) -> SampleRecord | None:
    """One that the person is to check, with what its page says of the home; None for everybody else."""
    places = (
        "draw__grid__community",
        "draw__checker",
        "household__dwelling__building__parent",
        "household__head",
    )
    return SampleRecord.objects.visible_to(user).select_related(*places, "checked_by").filter(pk=pk).first()


def home_of(row: SampleRecord) -> list[tuple[str, str]]:
    """What the register says of the home, only what is to be checked; the name is covered, and no number is shown."""
    home = row.household
    if home is None:
        return []
    return [
        ("门牌", home.address),
        ("居住方式", str(home.get_tenure_display())),
        ("人口数", f"{home.members}人"),
        ("户主", mask_name(home.head.name) if home.head else "没有登记"),
        ("住在这里", "是" if home.left_on is None else "已登记搬走"),
    ]


def heads(results: Sequence[EvaluationResult]) -> list[str]:
    """Names of the indicators that the period's results have, in their order."""
    found: dict[str, str] = {}
    for result in results:
        found |= {one.code: one.name for one in result.lines.all() if one.round == 1}
    return [found[code] for code in sorted(found)]
