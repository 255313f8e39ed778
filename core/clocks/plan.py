"""When a running period turns yellow, when it is badly overdue, and at which moments it reminds. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from core.clocks.calendar import WorkCalendar
from core.clocks.words import ZONE, due_day

_DAY = timedelta(days=1)
_OPENING = time(9)

REVIEW = "review"
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a clock at which somebody is told or time changes a state.

    `kind` is share (a part of the period has run), day (n days after the start), due, after (n working days
    past due), late (n calendar days past due) or review (a pause has reached its review date) or moved (the due time itself moved with the
    calendar). `to` are the roles in the words of the rule: handler, lead, next_tier, supervision, parties.
    `key` is different for each moment of each clock and the same when the same moment is handled again, so
    it makes a good idempotency key."""

    index: int
    kind: str
    to: tuple[str, ...]
    planned_at: datetime
    share: Decimal | None = None
    number: int | None = None
    key: str = ""

    @property
    def is_due(self) -> bool:
        return self.kind == "due"

    @property
    def is_escalation(self) -> bool:
        """Past due by the rule's working days: the supervision order of domain.md C5."""
        return self.kind == "after"


def yellow_from(start_at: datetime, due_at: datetime, calendar: WorkCalendar) -> datetime:
    """Due soon: the last quarter of the period or the last working day, whichever is longer, never over
    half of it.
    """
    period = due_at - start_at
    last_day = due_day(due_at)
    previous = calendar.previous_workday(last_day)
    one_workday = due_at - (last_day - previous)
    return max(start_at + period / 2, min(due_at - period / 4, one_workday))


def badly_overdue_from(period: timedelta, due_at: datetime) -> datetime:
    """Past twice the period."""
    return due_at + period


def point_kind(spec: Mapping[str, Any]) -> str:
    """Which kind of moment a rule's JSON names. Raises ValueError for one that it does not know."""
    for kind in ("share", "day", "due", "after_wd", "late"):
        if kind in spec:
            return "after" if kind == "after_wd" else kind
    raise ValueError(f"a reminder needs share, day, due, after_wd or late: {dict(spec)!r}")


def points(
    specs: Sequence[Mapping[str, Any]],
    start_at: datetime,
    due_at: datetime,
    calendar: WorkCalendar,
    *,
    period: timedelta | None = None,
) -> tuple[Point, ...]:
    """The moments of a clock, in order. Shares count back from the due time, so that a pause moves them
    along with it.
    """
    length = due_at - start_at if period is None else period
    found: list[Point] = []
    earliest = start_at
    for index, spec in enumerate(specs):
        planned = max(_moment(spec, start_at, due_at, length, calendar), earliest)
        earliest = planned
        found.append(
            Point(
                index,
                point_kind(spec),
                tuple(spec["to"]),
                planned,
                Decimal(str(spec["share"])) if "share" in spec else None,
                spec.get("day", spec.get("after_wd", spec.get("late"))),
            )
        )
    return tuple(found)


def _moment(
    spec: Mapping[str, Any], start_at: datetime, due_at: datetime, period: timedelta, calendar: WorkCalendar
) -> datetime:
    kind = point_kind(spec)
    if kind == "share":
        left = Decimal(1) - Decimal(str(spec["share"]))
        return due_at - timedelta(seconds=float(left * Decimal(period.total_seconds())))
    if kind == "day":
        if not spec["day"]:
            return start_at
        day = start_at.astimezone(ZONE).date() + spec["day"] * _DAY
        return datetime.combine(day, _OPENING, tzinfo=ZONE)
    if kind == "due":
        return due_at
    if kind == "late":
        return due_at + timedelta(days=spec["late"])
    last_day = due_day(due_at)
    return due_at + (calendar.add_workdays(last_day, spec["after_wd"]) - last_day)
