"""督办: a written chase of the desk that a case lies on, by a person or by time itself (C5, E8)."""

from datetime import datetime

from core.accounts.models import User
from core.clocks.models import Clock
from disputes import telling
from disputes.choices import Tier
from disputes.engine import KIND, step
from disputes.models import Dispute, SupervisionOrder
from disputes.supervision.actions import Matter, is_supervised, issue_order
from disputes.supervision.choices import REQUIREMENTS, Desk


def order_for(dispute: Dispute) -> Matter:
    """What a supervision order about the case says of it: the kind of matter and its number, nobody's name or door."""
    tier = telling.working_tier(dispute)
    words = "限制知悉案件" if dispute.is_restricted else dispute.get_cause_display()
    return Matter(
        kind=KIND,
        pk=dispute.pk,
        words=f"{words}（{dispute.no}）",
        desk=Desk.STREET if tier == Tier.STREET else Desk.COMMUNITY,
        community=dispute.community,
        holder=dispute.holder if tier == dispute.tier else None,
        first_due_at=dispute.due_at,
        is_demo=dispute.is_demo,
    )


def supervise(
    dispute: Dispute,
    *,
    actor: User,
    requirement: str,
    basis: str = "",
    reply_by: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Issue a supervision order to whoever holds the case; the answer is owed in three working days or by the day given."""
    with step(dispute, "supervise", actor=actor, version=version, now=now) as s:
        order = issue_order(
            order_for(s.dispute),
            actor=actor,
            basis=basis or "逐级督办",
            requirement=requirement,
            progress=s.dispute.get_state_display(),
            reply_by=reply_by,
            now=s.now,
        )
        s.detail["order"] = order.pk
        s.say(f"督办（{order.no}）：{requirement}")
    return dispute


def supervise_overdue(dispute: Dispute, clock: Clock, *, now: datetime) -> SupervisionOrder | None:
    """Three working days past due nobody has to ask: the order is issued by time itself (C5), one at a time."""
    if is_supervised(KIND, dispute.pk):
        return None
    return issue_order(
        order_for(dispute),
        actor=None,
        basis=f"「{clock.rule.title}」超期3个工作日",
        requirement=REQUIREMENTS[0],
        progress=dispute.get_state_display(),
        now=now,
    )
