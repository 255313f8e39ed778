"""Periods and results under core.flow: who is who, what forbids an act, whom to tell."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.clocks.words import format_due
from core.flow.engine import Flow
from core.flow.table import Decision, Transition
from dashboard.evaluation import workflow
from dashboard.evaluation.choices import Kind, PeriodState, ResultState
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult
from dashboard.evaluation.querysets import DECIDERS, SCORERS
from dashboard.evaluation.workflow import Who
from grids.choices import Role
from grids.models import Posting
from grids.querysets import in_force
from grids.scope import Scope
from grids.selectors.staffing import holders

PERIOD, RESULT = "evaluation_period", "evaluation_result"
P, R = PeriodState, ResultState
# Who answers for what is evaluated, and so may object.
ANSWERS: dict[str, tuple[Role, str]] = {
    Kind.GRID: (Role.GRID_LEADER, "grid"),
    Kind.COMMUNITY: (Role.COMMUNITY_LEAD, "community"),
    Kind.DEPARTMENT: (Role.DEPT_LIAISON, "department"),
}


def is_scorer(user: object) -> bool:
    return bool(Scope.of(user).street_roles & SCORERS)


def scored(user: User, result: EvaluationResult) -> bool:
    """Had a hand in the first result: may not answer an objection to it (I7)."""
    period = result.period
    if user.pk in (period.drafted_by_id, period.announced_by_id):
        return True
    return result.adjustments.filter(by=user).exists()


def concerned(result: EvaluationResult) -> "models.QuerySet[User]":
    """Who may object, and is told."""
    kind = result.period.kind
    if result.worker_id is not None:
        return User.objects.filter(pk=result.worker_id, is_active=True)
    role, place = ANSWERS[kind]
    return holders(role, **{place: getattr(result, f"{place}_id")})


def is_concerned(user: User, result: EvaluationResult) -> bool:
    kind, scope = result.period.kind, Scope.of(user)
    if kind == Kind.WORKER:
        return result.worker_id == user.pk
    if kind == Kind.GRID:
        return result.grid_id in scope.led_grid_ids
    if kind == Kind.COMMUNITY:
        return result.community_id in scope.communities_as(Role.COMMUNITY_LEAD)
    return result.department_id in scope.department_ids and scope.has(Role.DEPT_LIAISON)


def scorers() -> set[User]:
    return set(holders(Role.SUPERVISOR, street=True))


def leads() -> set[User]:
    return set(holders(Role.STREET_LEAD, street=True))


class PeriodFlow(Flow[EvaluationPeriod]):
    kind = PERIOD
    table = workflow.PERIOD_TABLE
    states = PeriodState
    who_words = workflow.WHO_WORDS
    noun = "这次考评"
    open_states = frozenset({P.OPEN, P.DRAFTED, P.ANNOUNCED})
    always_named = frozenset({"publish"})
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        P.OPEN: ("draft",),
        P.DRAFTED: ("announce", "draft"),
        P.ANNOUNCED: ("publish",),
    }

    def queryset(self) -> "models.QuerySet[EvaluationPeriod]":
        return EvaluationPeriod.objects.select_related("drafted_by", "announced_by")

    def holds(self, user: User, who: str, period: EvaluationPeriod) -> bool:
        if who == Who.SCORER:
            return is_scorer(user)
        return who == Who.LEAD and Role.STREET_LEAD in Scope.of(user).street_roles

    def guard(self, name: str, period: EvaluationPeriod, now: datetime) -> str:
        if name == "over":
            return "" if period.is_over(timezone.localdate(now)) else "这一期还没过完，过完再算"
        if name == "any":
            return "" if period.results.exists() else "这一期没有考评对象"
        if name == "waited":
            early = period.due_at is not None and now <= period.due_at
            return "异议期还没过，过了才能发布" if early else ""
        waiting = period.results.filter(state=R.APPEALED).count()
        return f"还有{waiting}件异议没有答复" if waiting else ""

    def people(self, tell: str, period: EvaluationPeriod) -> Iterable[User]:
        """`concerned` are all whose results are in it. Two queries at any size."""
        if tell in ("scorers", "handler"):
            return scorers()
        return leads() if tell == "lead" else _concerned_in(period)


def _concerned_in(period: EvaluationPeriod) -> set[User]:
    if period.kind == Kind.WORKER:
        ids = period.results.values("worker_id")
        return set(User.objects.filter(pk__in=ids, is_active=True))
    role, place = ANSWERS[period.kind]
    at = Q(role=role.value, **{f"{place}__in": period.results.values(f"{place}_id")})
    posted = Posting.objects.filter(at & in_force(None)).values("user_id")
    return set(User.objects.filter(pk__in=posted, is_active=True, is_program=False))


class ResultFlow(Flow[EvaluationResult]):
    kind = RESULT
    table = workflow.RESULT_TABLE
    states = ResultState
    who_words = workflow.WHO_WORDS
    noun = "这个结果"
    open_states = frozenset({R.STANDING, R.APPEALED})
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        R.STANDING: ("appeal", "adjust"),
        R.APPEALED: ("decide",),
    }

    def queryset(self) -> "models.QuerySet[EvaluationResult]":
        return EvaluationResult.objects.select_related("period", "worker", "grid", "community", "department")

    def holds(self, user: User, who: str, result: EvaluationResult) -> bool:
        if who == Who.SCORER:
            return is_scorer(user)
        if who == Who.CONCERNED:
            return is_concerned(user, result)
        return who == Who.REVIEWER and bool(Scope.of(user).street_roles & DECIDERS)

    def by_role(self, user: User, row: Transition, result: EvaluationResult) -> Decision:
        """Nobody answers an objection to what they scored, and nobody scores themselves."""
        found = super().by_role(user, row, result)
        if not found.allowed:
            return found
        if row.act == "decide" and scored(user, result):
            return Decision(False, "scored", "初评是你算的或改过分的，异议要由别人答复")
        if row.act in ("adjust", "strike", "decide") and is_concerned(user, result):
            return Decision(False, "own", "自己的考评由别人来办")
        return found

    def guard(self, name: str, result: EvaluationResult, now: datetime) -> str:
        period = result.period
        if name == "drafted":
            return "" if period.state == P.DRAFTED else "公布以后不能再改初评；对结果有异议的，走异议程序"
        if name == "adjusted":
            live = result.adjustments.filter(struck_because="")
            return "" if live.exists() else "没有加减分"
        if period.state != P.ANNOUNCED:
            return "公布以后、发布以前可以提异议"
        if period.due_at is not None and now > period.due_at:
            return f"异议期到{format_due(period.due_at, this_year=now.year)}为止，已经过了"
        return ""

    def people(self, tell: str, result: EvaluationResult) -> Iterable[User]:
        if tell == "concerned":
            return concerned(result)
        both = sorted(scorers() | leads(), key=lambda one: one.pk)
        return [one for one in both if not scored(one, result)]


PERIODS, RESULTS = PeriodFlow(), ResultFlow()
