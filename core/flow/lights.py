"""The colour of a matter's nearest clock, for lists: conditions, order and words. By the due columns that the engine keeps."""

from datetime import datetime
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from core.clocks.words import remaining_words
from core.flow.models import Matter

LIGHTS: dict[str, str] = {
    "red": "■ 超期",
    "yellow": "▲ 临期",
    "green": "● 正常",
    "none": "– 没有在走的时限",
}


def light_condition(light: str, now: datetime) -> Q:
    return {
        "red": Q(due_at__lte=now),
        "yellow": Q(due_at__gt=now, yellow_at__lte=now),
        "green": Q(yellow_at__gt=now),
        "none": Q(due_at__isnull=True),
    }[light]


def by_urgency(rows: "QuerySet[Any]", now: datetime) -> "QuerySet[Any]":
    """Overdue first, then nearly due, then the rest by due time; without a clock the newest act first."""
    rank = Case(
        When(due_at__lte=now, then=Value(0)),
        When(yellow_at__lte=now, then=Value(1)),
        When(due_at__isnull=False, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    newest = F("last_act_at").desc(nulls_last=True)
    ordered: QuerySet[Any] = rows.annotate(rank=rank).order_by("rank", "due_at", newest, "-pk")
    return ordered


def light_of(matter: Matter, now: datetime) -> tuple[str, str]:
    """State and words of the nearest clock, for the chip; empty without one."""
    if matter.due_at is None:
        return "", ""
    if matter.due_at <= now:
        return "overdue", remaining_words(matter.due_at, now)
    soon = matter.yellow_at is not None and matter.yellow_at <= now
    return ("due_soon" if soon else "normal"), remaining_words(matter.due_at, now)
