"""The colour of a matter's nearest clock, for lists: conditions, order and words. By the due columns that the engine keeps."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Protocol, TypeVar

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from core.clocks.words import remaining_words

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


def any_light(
    lights: Iterable[str], now: datetime, condition: Callable[[str, datetime], Q] = light_condition
) -> Q:
    """Any of these colours, `lights` not empty; a flow with a colour more gives its own condition."""
    return reduce(or_, (condition(light, now) for light in lights))


Rows = TypeVar("Rows", bound="QuerySet[Any]")


def by_urgency(rows: Rows, now: datetime) -> Rows:
    """Overdue first, then nearly due, then the rest by due time; without a clock the newest act first."""
    rank = Case(
        When(due_at__lte=now, then=Value(0)),
        When(yellow_at__lte=now, then=Value(1)),
        When(due_at__isnull=False, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    newest = F("last_act_at").desc(nulls_last=True)
    return rows.annotate(rank=rank).order_by("rank", "due_at", newest, "-pk")


class Due(Protocol):
    """What carries the due columns of its nearest clock: a Matter, or a row of a list."""

    due_at: datetime | None
    yellow_at: datetime | None


def light_of(matter: Due, now: datetime) -> tuple[str, str]:
    """State and words of the nearest clock, for the chip; empty without one."""
    if matter.due_at is None:
        return "", ""
    if matter.due_at <= now:
        return "overdue", remaining_words(matter.due_at, now)
    soon = matter.yellow_at is not None and matter.yellow_at <= now
    return ("due_soon" if soon else "normal"), remaining_words(matter.due_at, now)
