"""Chasing, supervision orders and lines on the timeline (E8)."""

from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.flow.checks import need
from core.flow.engine import Step
from disputes.supervision.actions import Matter, issue_order
from disputes.supervision.choices import Desk
from partybuilding.choices_items import ORDERS_TO_REPORT
from partybuilding.items import telling
from partybuilding.items.flow import ITEMS, KIND
from partybuilding.models import ActionItem


def supervise(
    item: ActionItem,
    *,
    actor: User,
    requirement: str,
    reply_by: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """督办 the lead unit in writing. The second order goes to the unit's superior and to the next meeting."""
    with transaction.atomic():
        with ITEMS.step(item, "supervise", actor=actor, version=version, now=now) as s:
            need(requirement, "requirement", "请写要求做什么")
            _order(s, f"会议任务{s.subject.no}", requirement, reply_by)
        _tell_superior(item, s.now)
    return item


@transaction.atomic
def supervise_by_time(item: ActionItem, *, basis: str, requirement: str, now: datetime) -> None:
    """The same by time itself: overdue by the days of the rule. Called by the item's clock, under its lock."""
    with ITEMS.step(item, "supervise", actor=None, now=now) as s:
        _order(s, basis, requirement, None)
    _tell_superior(item, now)


def _order(s: Step[ActionItem], basis: str, requirement: str, reply_by: datetime | None) -> None:
    item = s.subject
    matter = Matter(
        kind=KIND,
        pk=item.pk,
        words=telling.title(item),
        desk=Desk.DEPARTMENT,
        department=item.lead,
        first_due_at=item.due_at,
        is_demo=item.is_demo,
    )
    order = issue_order(
        matter,
        actor=s.actor,
        basis=basis,
        requirement=requirement,
        progress=f"{item.get_state_display()}，进度{item.percent}%",
        reply_by=reply_by,
        now=s.now,
    )
    s.set(order_count=item.order_count + 1)
    s.detail["order"] = order.pk
    s.say(f"督办{item.lead}（{order.no}）：{requirement}")


def _tell_superior(item: ActionItem, now: datetime) -> None:
    """E8: two orders. The flag for the next meeting is the count itself."""
    if item.order_count != ORDERS_TO_REPORT:
        return
    ITEMS.notify(
        telling.superiors(item) | telling.makers(item),
        kind="chase",
        title=f"已两次督办，报下次会议：{telling.title(item)}",
        subject=item,
        key=f"{KIND}:{item.pk}:orders",
        body=f"{item.lead}，应于{item.due_on:%-m月%-d日}前完成，进度{item.percent}%",
        now=now,
    )


def chase(
    item: ActionItem, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> ActionItem:
    """催办: a word to whoever owes the next step."""
    with transaction.atomic():
        with ITEMS.step(item, "chase", actor=actor, version=version, now=now) as s:
            need(text, "text", "请写要对方做什么、什么时候前")
            s.say(text)
        ITEMS.notify(
            telling.who_owes(item) - {actor},
            kind="chase",
            title=f"催办：{telling.title(item)}",
            subject=item,
            key=f"{KIND}:{item.pk}:v{item.version}:chase",
            body=text[:200],
            actor=actor,
            now=s.now,
        )
    return item


def note(
    item: ActionItem, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> ActionItem:
    """One more line of the timeline."""
    with ITEMS.step(item, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return item
