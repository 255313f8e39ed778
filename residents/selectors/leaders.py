"""Leaders in contact with communities: whose community day of the month is still to come, and what they took along (J20)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.clocks.models import DeadlineRule
from residents.choices_visits import OPEN_STATES, VisitState
from residents.models import LeaderContact, Opinion, Visit
from residents.selectors.visit_cycles import LEADER_DAY, back


@dataclass(frozen=True)
class ContactRow:
    """One contact with its last and next community day and its matters."""

    contact: LeaderContact
    last_at: datetime | None
    next_at: datetime | None
    is_due: bool
    problems: int
    open_problems: int


def contact_rows(user: Any, now: datetime, *, past: bool = False) -> list[ContactRow]:
    """In the order of the communities; two queries."""
    today = timezone.localdate(now)
    rows = LeaderContact.objects.visible_to(user)
    rows = rows.filter(valid_to__lt=today) if past else rows.lasting(today)
    since = _due_since(today)
    found = _counted(rows).select_related("leader", "community").order_by("community__code", "pk")
    return [
        ContactRow(
            one,
            one.last_at,
            one.next_at,
            not past and (one.last_at is None or timezone.localdate(one.last_at) < since),
            one.problems,
            one.open_problems,
        )
        for one in found
    ]


def _due_since(today: date) -> date:
    """By the month: a day in it is enough. Another length counts back from today."""
    rule = DeadlineRule.objects.current().filter(code=LEADER_DAY).first()
    if rule is None or rule.length is None:
        return date.min
    return today.replace(day=1) if rule.unit == "month" and rule.length == 1 else back(rule, today)


def _counted(rows: "QuerySet[LeaderContact]") -> Any:
    days = Visit.objects.filter(contact=OuterRef("pk")).order_by().values("contact")
    taken = Opinion.objects.filter(contact=OuterRef("pk")).order_by().values("contact")
    made = days.filter(state=VisitState.DONE).annotate(at=Max("visited_at")).values("at")
    planned = days.filter(state=VisitState.PLANNED).annotate(at=Max("planned_at")).values("at")
    numbers = taken.annotate(all=Count("pk"), left=Count("pk", filter=Q(state__in=OPEN_STATES)))
    return rows.annotate(
        last_at=Subquery(made),
        next_at=Subquery(planned),
        problems=Coalesce(Subquery(numbers.values("all"), output_field=IntegerField()), 0),
        open_problems=Coalesce(Subquery(numbers.values("left"), output_field=IntegerField()), 0),
    )
