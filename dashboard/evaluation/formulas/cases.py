"""E4, E5, E8: cases closed in time, settled where they arose, and what the people concerned say."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from core.clocks.models import Clock
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.formulas.base import Formula, Source
from dashboard.evaluation.formulas.field import OF_GRIDS
from dashboard.evaluation.subjects import Days, Subject
from dashboard.figures import terms
from disputes.choices import Severity, Tier
from disputes.engine import KIND as CASE
from disputes.models import Dispute, FollowUp
from residents.models import Opinion

_LOCAL = OF_GRIDS | {Kind.COMMUNITY}


def _cases(user: Any) -> Any:
    return Dispute.objects.visible_to(user)


def _place(subject: Subject, prefix: str = "") -> Q:
    """Cases of the subject's grids, or of its community."""
    if subject.kind == Kind.COMMUNITY and subject.community is not None:
        return Q(**{f"{prefix}community": subject.community.pk})
    return Q(**{f"{prefix}grid__in": subject.grid_ids})


def _when(subject: Subject, days: Days, grid: str, moment: str) -> Q:
    """In the period; of a worker in the days of that grid."""
    if subject.kind == Kind.COMMUNITY:
        start, end = days.moments
        return Q(**{f"{moment}__gte": start, f"{moment}__lt": end})
    return subject.within_moments(grid, moment)


def _due(cases: Any, subject: Subject, days: Days) -> Source:
    """Limits of mediation that came due; one that was extended is due on its new day, one that rests or was called off is
    not due at all: that is what 「减去批准延期」 means here."""
    grid = Dispute.objects.filter(pk=OuterRef("subject_id")).values("grid_id")
    clocks = Clock.objects.filter(
        subject_kind=CASE, code=terms.LIMIT_CLOCK, cancelled_at__isnull=True, paused_at__isnull=True,
        subject_id__in=cases.values("pk"),
    )  # fmt: skip
    rows = clocks.annotate(of_grid=Subquery(grid)).filter(_when(subject, days, "of_grid", "due_at"))
    return Source(
        "到期的案件", rows, Q(met=True), "subject_id", _cases, lambda row: f"限期{row.due_at:%m月%d日}"
    )


def closed_in_time(subject: Subject, days: Days) -> Iterator[Source]:
    """E4. Cases that the grid itself holds; what went up is no longer its own."""
    yield _due(Dispute.objects.filter(_place(subject), tier=Tier.GRID), subject, days)


def small_in_time(subject: Subject, days: Days) -> Iterator[Source]:
    """I6: the same of small cases that the community holds."""
    cases = Dispute.objects.filter(_place(subject), severity=Severity.SMALL, tier=Tier.COMMUNITY)
    yield _due(cases, subject, days)


def settled_in_grid(subject: Subject, days: Days) -> Iterator[Source]:
    """E5. Micro cases that ended, settled or not; a refusal, a withdrawal and a lawful referral are no failure and leave
    the denominator. Above the line those settled without going up."""
    ended = Dispute.objects.filter(
        _place(subject), _when(subject, days, "grid_id", "closed_at"), severity=Severity.MICRO,
        result__in=(*terms.SETTLED, *terms.FAILED),
    )  # fmt: skip
    good = Q(result__in=terms.SETTLED, tier=Tier.GRID)
    yield Source("办结的微事", ended, good, "pk", _cases, lambda row: str(row.get_result_display()))


def satisfied(subject: Subject, days: Days) -> Iterator[Source]:
    """E8. Answers of the people concerned when they were called back after a case or an opinion; who could not be reached
    or did not want to say is not counted."""
    good = Q(satisfaction__in=terms.SATISFIED)
    asked = FollowUp.objects.filter(
        _place(subject, "dispute__"), _when(subject, days, "dispute__grid_id", "at")
    ).exclude(satisfaction__in=terms.UNANSWERED)
    yield Source("案件回访", asked, good, "dispute_id", _cases, _said)
    opinions = Opinion.objects.filter(_place(subject), _when(subject, days, "grid_id", "closed_at")).exclude(
        satisfaction__in=("", *terms.UNANSWERED)
    )
    yield Source("意见回访", opinions, good, "pk", lambda user: Opinion.objects.visible_to(user), _said)


def _said(row: Any) -> str:
    return str(row.get_satisfaction_display())


CASES = (
    Formula("closed_in_time", "按期办结的", "期内到期的（批准延期的按新期限）", OF_GRIDS, closed_in_time),
    Formula(
        "settled_in_grid",
        "在网格调成的微事",
        "办结的微事（拒绝、撤回、依法导引的不算）",
        OF_GRIDS,
        settled_in_grid,
    ),
    Formula("satisfied", "非常满意和满意的", "回访时作了评价的", _LOCAL, satisfied),
    Formula("small_in_time", "按期办结的小事", "期内到期的小事", frozenset({Kind.COMMUNITY}), small_in_time),
)
