"""On account, given up, taken up again: only a later meeting sets an item aside (E7)."""

from datetime import date, datetime

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from partybuilding.choices_items import ItemState
from partybuilding.items.actions.making import check_day
from partybuilding.items.flow import ITEMS
from partybuilding.items.later import later_decisions
from partybuilding.models import ActionItem, MeetingDecision


def _set_aside(s: Step[ActionItem], decision: MeetingDecision | None, reason: str) -> None:
    """Refuses a decision that is not of a later meeting, whatever the form offered."""
    need(decision, "decision", "请选是哪次会议决定的")
    need(reason, "reason", "请写理由")
    if decision is None or not later_decisions(s.subject).filter(pk=decision.pk).exists():
        raise RuleBroken("not_later", "只有之后的会议才能决定，请选之后会议的议定事项", field="decision")
    s.set(set_aside_by=decision, asked_on=None)
    s.set_quietly(set_aside_reason=reason, asked_reason="")
    s.move()
    s.say(f"{decision.meeting}议定：{decision.text[:60]}。{reason}")


def put_on_account(
    item: ActionItem,
    *,
    actor: User,
    decision: MeetingDecision | None,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """挂账: a later meeting found that it cannot be done now. No clock runs."""
    with ITEMS.step(item, "put_on_account", actor=actor, version=version, now=now) as s:
        _set_aside(s, decision, reason)
    return item


def void(
    item: ActionItem,
    *,
    actor: User,
    decision: MeetingDecision | None,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """作废: a later meeting gave it up."""
    with ITEMS.step(item, "void", actor=actor, version=version, now=now) as s:
        _set_aside(s, decision, reason)
    return item


def resume(
    item: ActionItem,
    *,
    actor: User,
    due_on: date,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """It can be done now, by a new day. A unit that had begun goes on; else it is taken or claimed as at first."""
    with ITEMS.step(item, "resume", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么现在能办了")
        check_day(due_on, s.now)
        begun = s.subject.taken_at is not None and s.subject.lead_id is not None
        s.set(
            due_on=due_on, set_aside_by=None, extended_at=None, done_by=None, done_at=None, verified_by=None
        )
        s.set(verified_at=None, percent=min(s.subject.percent, 99))
        s.set_quietly(set_aside_reason="")
        s.move(ItemState.IN_PROGRESS if begun else ItemState.OPEN)
        s.say(f"{reason}，{due_on:%-m月%-d日}前完成")
    return item
