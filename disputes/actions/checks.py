"""Small checks that several acts share: core.flow's, and what only a case has."""

from core.errors import RuleBroken
from core.flow.checks import need, not_before, not_future, not_future_moment
from disputes.guards import facts
from disputes.models import Agreement, Dispute

__all__ = ["agreement_of", "need", "not_before", "not_future", "not_future_moment"]


def agreement_of(dispute: Dispute) -> Agreement:
    """The agreement in force."""
    agreement = facts(dispute).agreement
    if agreement is None:
        raise RuleBroken("state", "这件没有生效的协议")
    return agreement
