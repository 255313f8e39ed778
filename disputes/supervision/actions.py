"""Every write of a supervision order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.papers.numbers import take_number
from disputes.models import SupervisionOrder
from disputes.supervision.choices import CONSEQUENCE, Desk, OrderState
from disputes.supervision.flow import ORDERS
from grids.models import Area, Department


@dataclass(frozen=True)
class Matter:
    """What is supervised and who answers for it. `words` name nobody: they stand in notices and on paper."""

    kind: str
    pk: int
    words: str
    desk: str
    department: Department | None = None
    community: Area | None = None
    holder: User | None = None
    first_due_at: datetime | None = None
    is_demo: bool = False


def is_supervised(kind: str, pk: int, *, department: Department | None = None) -> bool:
    """Whether an order about the matter (to this department) is open. By index order_of_subject."""
    rows = SupervisionOrder.objects.open().filter(subject_kind=kind, subject_id=pk)
    return (rows.filter(department=department) if department else rows).exists()


def issue_order(
    matter: Matter,
    *,
    actor: User | None,
    basis: str,
    requirement: str,
    progress: str = "",
    consequence: str = CONSEQUENCE,
    reply_by: datetime | None = None,
    now: datetime | None = None,
) -> SupervisionOrder:
    """Number the order, start the clock of the reply and tell the addressee. `actor` None is time itself: three
    working days overdue (C5). Refuses an order without basis or requirement, and a day of reply that is past.

    Called inside the act that it belongs to, which found the row and asked its own policy."""
    now = now or timezone.now()
    need(basis, "basis", "请写为什么督办")
    need(requirement, "requirement", "请写要求做什么")
    if reply_by is not None and reply_by <= now:
        raise RuleBroken("past", "答复时间要在以后", field="reply_by")
    with transaction.atomic():
        order = _draft(matter, actor, now)
        with ORDERS.step(order, "issue", actor=actor, now=now) as s:
            s.set(
                basis=basis[:200],
                requirement=requirement[:200],
                progress=progress[:200],
                consequence=consequence[:120],
                reply_by=reply_by,
                issued_by=actor,
            )
            s.move()
            s.say(requirement)
    return order


def _draft(matter: Matter, actor: User | None, now: datetime) -> SupervisionOrder:
    year = timezone.localdate(now).year
    serial = take_number(settings.ORDER_SERIES, year=year)
    return SupervisionOrder.objects.create(
        state=OrderState.DRAFT,
        year=year,
        serial=serial,
        no=f"{year}-{serial:04d}",
        subject_kind=matter.kind,
        subject_id=matter.pk,
        subject_words=matter.words[:80],
        desk=matter.desk,
        department=matter.department,
        community=matter.community if matter.desk == Desk.COMMUNITY else None,
        holder=matter.holder,
        first_due_at=matter.first_due_at,
        issued_at=now,
        created_by=actor,
        created_at=now,
        is_demo=matter.is_demo,
    )


def reply(
    order: SupervisionOrder,
    *,
    actor: User,
    text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> SupervisionOrder:
    """The addressee answers: what was done, when it will be finished. Stops the clock."""
    with ORDERS.step(order, "reply", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写办到哪一步、什么时候办完")
        s.set_quietly(reply=text)
        s.set(replied_by=actor, replied_at=s.now)
        s.move()
        s.say(text)
    return order


def send_back(
    order: SupervisionOrder,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> SupervisionOrder:
    """The answer does not do; a new reply within the rule's three working days."""
    with ORDERS.step(order, "send_back", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不认可")
        s.set(reply_by=None)
        s.move()
        s.say(reason)
    return order


def close(
    order: SupervisionOrder,
    *,
    actor: User,
    result: str,
    version: int | None = None,
    now: datetime | None = None,
) -> SupervisionOrder:
    """Struck off. Nobody strikes off what they answered themselves (N8)."""
    with ORDERS.step(order, "close", actor=actor, version=version, now=now) as s:
        need(result, "result", "请写销号意见")
        if s.subject.replied_by_id == actor.pk:
            raise RuleBroken("self", "自己答复的督办单，要由别人来销号")
        s.set(result=result)
        s.move()
        s.say(result)
    return order


def withdraw(
    order: SupervisionOrder,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> SupervisionOrder:
    """Taken back before an answer: it was not owed."""
    with ORDERS.step(order, "withdraw", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤销")
        s.move()
        s.say(reason)
    return order


ACTIONS: dict[str, Callable[..., Any]] = {
    "reply": reply,
    "send_back": send_back,
    "close": close,
    "withdraw": withdraw,
}
