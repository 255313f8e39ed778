"""E6: two numbers of the support programmes, and no row behind them (domain.md G3, trust.md T11)."""

from decimal import Decimal

from dashboard.evaluation.choices import Kind
from dashboard.evaluation.formulas.base import NOTHING, Count, Formula
from dashboard.evaluation.subjects import Days, Subject
from specialgroups.selectors.totals import contacts_on_time


def contacts_made(subject: Subject, days: Days) -> Count:
    """Contacts that the person owed as one of a care team. Never by place: no grid and no community is told how many are
    helped there. Nothing for anybody who is in no team."""
    if subject.worker is None:
        return NOTHING
    met, due = contacts_on_time(subject.worker.pk, *days.moments)
    return Count(Decimal(met), Decimal(due))


SUPPORT = (
    Formula(
        "contacts_made",
        "按时的联系",
        "期内到期的联系（只计次数）",
        frozenset({Kind.WORKER}),
        counted=contacts_made,
    ),
)
