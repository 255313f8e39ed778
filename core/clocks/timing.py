"""Putting a worked-out due time onto a clock row, and finding its next moment. Saves nothing."""

from dataclasses import replace
from datetime import datetime

from core.clocks import plan
from core.clocks.calendar import WorkCalendar
from core.clocks.counting import Due
from core.clocks.models import Clock
from core.clocks.plan import Point

DUE_FIELDS = (
    "due_at",
    "nominal_on",
    "yellow_at",
    "period",
    "calendar_provisional",
    "next_fire_at",
    "fired",
    "explanation",
)


def points_of(clock: Clock, calendar: WorkCalendar) -> tuple[Point, ...]:
    """The moments of the clock under its own version of the rule, each with its key."""
    start = clock.due_at - clock.period if clock.pauses else clock.started_at
    found = plan.points(clock.rule.reminders, start, clock.due_at, calendar, period=clock.period)
    return tuple(replace(point, key=_key(clock, f"{point.kind}{point.index}")) for point in found)


def review_point(clock: Clock, planned_at: datetime) -> Point:
    return Point(-1, plan.REVIEW, ("handler",), planned_at, key=_key(clock, f"review{planned_at:%Y%m%d%H%M}"))


def moved_point(clock: Clock, planned_at: datetime) -> Point:
    return Point(
        -1, plan.MOVED, ("handler", "lead"), planned_at, key=_key(clock, f"moved{planned_at:%Y%m%d%H%M%S}")
    )


def _key(clock: Clock, moment: str) -> str:
    """The due time is part of it: after an extension the same point is a new moment and reminds again."""
    return f"clock:{clock.pk}:{moment}:{clock.due_at:%Y%m%d%H%M}"


def next_moment(clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """When the clock next has something to say."""
    if not clock.is_live:
        return None
    if clock.moved_at is not None:
        return clock.moved_at
    if clock.paused_at is not None:
        return clock.review_at
    left = points_of(clock, calendar)[clock.fired :]
    return left[0].planned_at if left else None


def take_due(clock: Clock, due: Due, calendar: WorkCalendar) -> None:
    """Give the clock another due time. Its period keeps its length under a pause; see lengthen for
    extensions.
    """
    clock.due_at, clock.nominal_on, clock.calendar_provisional = due.due_at, due.nominal_on, due.provisional
    clock.yellow_at = plan.yellow_from(due.due_at - clock.period, due.due_at, calendar)


def lengthen(clock: Clock, due: Due, calendar: WorkCalendar, now: datetime) -> None:
    """Give the clock a due time that makes its period itself longer or shorter.

    A point that was handled but lies in the future again (80 % of a longer period) is to be handled again."""
    clock.period += due.due_at - clock.due_at
    take_due(clock, due, calendar)
    handled = points_of(clock, calendar)[: clock.fired]
    clock.fired = sum(point.planned_at <= now for point in handled)
