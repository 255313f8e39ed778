"""Supervision orders under core.flow's engine."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from core.accounts.models import User
from core.flow.engine import Flow, Step
from core.flow.subject import FlowSubject
from disputes.models import SupervisionOrder
from disputes.querysets import COMMUNITY_READERS, STREET_LEADS
from disputes.supervision import workflow
from disputes.supervision.choices import OPEN_STATES, Desk, OrderState
from disputes.supervision.workflow import Tell, Who
from grids.choices import Role
from grids.scope import Scope
from grids.selectors import holders

KIND = "supervision_order"


def addressees(order: SupervisionOrder) -> set[User]:
    """The person who holds the matter, else whoever speaks for the desk."""
    if order.holder is not None and order.holder.is_active:
        return {order.holder}
    if order.desk == Desk.DEPARTMENT:
        return set(holders(Role.DEPT_LIAISON, department=order.department_id))
    if order.desk == Desk.COMMUNITY:
        return set(holders(Role.COMMUNITY_LEAD, community=order.community_id))
    return set(holders(Role.CENTRE_INTAKE, street=True))


def issuers() -> set[User]:
    return set(holders(Role.CENTRE_MANAGER, street=True)) | set(holders(Role.STREET_LEAD, street=True))


def is_addressee(user: User, order: SupervisionOrder) -> bool:
    """Answers for the desk: its liaison, its community's staff, or the holder themselves."""
    scope = Scope.of(user)
    if order.holder_id == user.pk:
        return True
    if order.desk == Desk.DEPARTMENT:
        return order.department_id in scope.department_ids
    if order.desk == Desk.COMMUNITY:
        return order.community_id in scope.communities_as(*COMMUNITY_READERS)
    return Role.CENTRE_INTAKE in scope.street_roles


def reads_text(user: Any, order: SupervisionOrder) -> bool:
    """A supervisor, as such, sees that it was issued and whether it was answered in time."""
    return bool(Scope.of(user).street_roles & STREET_LEADS) or is_addressee(user, order)


class OrderFlow(Flow[SupervisionOrder]):
    """workflow.ORDERS read by core.flow."""

    kind = KIND
    table = workflow.ORDERS
    states = OrderState
    who_words = workflow.WHO_WORDS
    noun = "这张督办单"
    compared = ("state", "requirement", "reply")
    open_states: ClassVar[frozenset[str]] = OPEN_STATES

    def queryset(self) -> "models.QuerySet[SupervisionOrder]":
        return SupervisionOrder.objects.select_related("department", "community", "holder", "issued_by")

    def holds(self, user: User, who: str, order: SupervisionOrder) -> bool:
        if who == Who.ISSUER:
            return bool(Scope.of(user).street_roles & STREET_LEADS)
        return who == Who.ADDRESSEE and is_addressee(user, order)

    def people(self, tell: str, order: SupervisionOrder) -> Iterable[User]:
        if tell in (Tell.ADDRESSEE, Tell.HANDLER):
            return addressees(order)
        return {order.issued_by} if tell == Tell.ISSUER and order.issued_by else issuers()

    def title(self, order: SupervisionOrder) -> str:
        return f"{order.subject_words}（督办{order.no}）"

    def clock_code(self, order: SupervisionOrder, code: str) -> str:
        return "supervision.given" if order.reply_by else "supervision.reply"

    def clock_due(self, order: SupervisionOrder, code: str) -> datetime | None:
        return order.reply_by

    def before_save(self, current: Step[SupervisionOrder]) -> None:
        current.detail.setdefault("no", current.subject.no)


ORDERS = OrderFlow()


class OrderSubject(FlowSubject[SupervisionOrder]):
    """The registered owner of subjects of kind "supervision_order"."""

    def __init__(self) -> None:
        super().__init__(ORDERS)

    def content_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Without those of which a supervisor, as such, sees only that they were issued and answered."""
        rows = ORDERS.queryset().visible_to(user).filter(pk__in=list(subject_ids))  # type: ignore[attr-defined]
        return {one.pk for one in rows if reads_text(user, one)}
