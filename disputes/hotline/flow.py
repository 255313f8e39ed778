"""Tickets under core.flow's engine: who is who, which clock, whom to tell.

Order of locks: a whistle, the ticket, a case, the calendar, clocks, the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models

from core.accounts.models import User
from core.flow.engine import Flow, Step
from core.flow.table import ActOption
from disputes.hotline import guards, policies, telling, workflow
from disputes.hotline.choices import HURRIED, OPEN_STATES, TicketKind, TicketState
from disputes.models import HotlineTicket

S = TicketState
KIND = "hotline_ticket"
GIVEN = "hotline.given"


class TicketFlow(Flow[HotlineTicket]):
    """workflow.TICKETS read by core.flow."""

    kind = KIND
    table = workflow.TICKETS
    states = TicketState
    who_words = workflow.WHO_WORDS
    noun = "这张工单"
    compared = ("state", "kind", "desk", "target_no")
    always_named = ("answer",)
    open_states = OPEN_STATES
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        S.RECEIVED: ("assign", "accept"),
        S.ACCEPTED: ("assign",),
        S.OBJECTED: ("objection_refused", "objection_upheld"),
        S.HANDLING: ("extend", "answer", "tell_caller"),
        S.EXTENDED: ("answer", "tell_caller"),
        S.REWORK: ("extend", "answer", "tell_caller"),
        S.ANSWERED: ("call_back",),
        S.CALLED_BACK: ("close", "rework"),
    }

    def queryset(self) -> "models.QuerySet[HotlineTicket]":
        return HotlineTicket.objects.select_related("community", "grid", "place__parent")

    def holds(self, user: User, who: str, ticket: HotlineTicket) -> bool:
        return policies.holds(user, who, ticket)

    def guard(self, name: str, ticket: HotlineTicket, now: datetime) -> str:
        return guards.GUARDS[name](ticket, now)

    def people(self, tell: str, ticket: HotlineTicket) -> Iterable[User]:
        return telling.people(tell, ticket)

    def title(self, ticket: HotlineTicket) -> str:
        return telling.title(ticket)

    def is_urgent(self, ticket: HotlineTicket) -> bool:
        return ticket.kind in HURRIED and ticket.is_owed

    def acts_for(self, user: User, ticket: HotlineTicket, now: datetime | None = None) -> list[ActOption]:
        return [one for one in super().acts_for(user, ticket, now) if one.act not in workflow.INSIDE]

    def clock_code(self, ticket: HotlineTicket, code: str) -> str:
        """The moment that the platform set, else the limit of the kind."""
        if code != "hotline":
            return code
        return GIVEN if ticket.due_given else TicketKind(ticket.kind).rule

    def clock_starts(self, ticket: HotlineTicket, code: str) -> datetime | None:
        """From the platform's dispatch; a rework begins with the act."""
        return None if ticket.rework_count else ticket.dispatched_at

    def clock_due(self, ticket: HotlineTicket, code: str) -> datetime | None:
        return ticket.due_given

    def before_save(self, current: Step[HotlineTicket]) -> None:
        current.detail.setdefault("no", current.subject.no)


TICKETS = TicketFlow()
