"""Handing each clock that has something to say to the owner of its subject, exactly once for each moment.

Exactly once: the moment is ticked off and the owner's notices are written in one transaction. A process
killed on any line leaves either both or neither, and the next sweep does what is left. Two sweepers, or a
Celery message delivered twice, change nothing: whoever comes second finds the clock locked or already moved
on.

Order of locks: every action of the house locks the subject row, then (through core.clocks) the calendar
lock, then clock rows, and the audit ledger last. A sweeper that locked clocks first and let the owner lock
the subject would close a circle with them. So it (1) picks candidates without any lock, (2) for each one,
in its own transaction, lets the owner lock the subject, (3) takes the shared calendar lock, (4) locks the
clock and tests again, under the lock, that it is still due. What somebody else is working on is passed over
and comes back with the next tick.
"""

import logging
import random
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from core import subjects
from core.clocks.calendar import WorkCalendar
from core.clocks.models import Clock
from core.clocks.plan import MOVED, REVIEW, Point
from core.clocks.store import hold_calendar, load_calendar
from core.clocks.timing import moved_point, next_moment, points_of, review_point

log = logging.getLogger(__name__)

BATCH = 50
# A tick comes every 15 s, so a minute is more than jitter: from here on the reminder says that it is late.
LATE_AFTER = timedelta(seconds=60)
RETRY_AFTER = timedelta(hours=1)


def database_now() -> datetime:
    """The database's clock: one for all workers, so that a machine with a fast clock cannot escalate early."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def sweep(now: datetime | None = None, limit: int = 200) -> int:
    """Handle due moments, oldest first, until none or `limit` of them; returns how many were handled.

    Safe to run at any time, anywhere, as often as one likes."""
    handled, passed_over = 0, set[int]()
    while handled < limit:
        moment = now or database_now()
        due = Clock.objects.to_fire(moment).exclude(pk__in=passed_over).order_by("next_fire_at")
        batch = list(due.values_list("pk", "subject_kind", "subject_id")[: min(BATCH, limit - handled)])
        if not batch:
            break
        # Two sweepers read the same batch; in different order they seldom reach for the same clock.
        random.shuffle(batch)
        for pk, kind, subject_id in batch:
            if _handle(pk, kind, subject_id, moment):
                handled += 1
            else:
                passed_over.add(pk)
    return handled


def _handle(pk: int, kind: str, subject_id: int, now: datetime) -> bool:
    """One moment of one clock in one transaction. False when somebody else has it or it could not be done now."""
    try:
        return _in_one_transaction(pk, kind, subject_id, now)
    except (OperationalError, InterfaceError):
        # A lock that did not come in time, or a deadlock: nothing happened, the next tick tries again.
        log.warning("clock %s was busy, left for the next tick", pk, exc_info=True)
        if not connection.is_usable():
            raise
    except Exception:
        # One bad row must not stop the loop: all it did is undone, it comes back in an hour, the log says why.
        log.exception("clock %s of %s %s failed", pk, kind, subject_id)
        Clock.objects.to_fire(now).filter(pk=pk).update(
            next_fire_at=now + RETRY_AFTER, fire_failures=F("fire_failures") + 1
        )
    return False


@transaction.atomic
def _in_one_transaction(pk: int, kind: str, subject_id: int, now: datetime) -> bool:
    _wait_at_most_two_seconds()
    owner = subjects.get(kind)
    exists = owner.lock(subject_id)
    hold_calendar()
    clock = _take(pk, now)
    if clock is None:
        return False
    if exists:
        _hand_over(clock, owner, now)
    else:
        _retire(clock, now)
    return True


def _wait_at_most_two_seconds() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")


def _take(pk: int, now: datetime) -> Clock | None:
    """Lock the clock if it is free and, seen under the lock, still due."""
    free = Clock.objects.to_fire(now).select_for_update(of=("self",), skip_locked=True, no_key=True)
    clock: Clock | None = free.select_related("rule").filter(pk=pk).first()
    return clock


def _retire(clock: Clock, now: datetime) -> None:
    """The subject is gone, so nothing is owed any more."""
    clock.cancelled_at, clock.next_fire_at = now, None
    clock.save(update_fields=["cancelled_at", "next_fire_at"])


def _hand_over(clock: Clock, owner: subjects.SubjectType, now: datetime) -> None:
    calendar = load_calendar()
    point = _current_point(clock, calendar)
    late_by = _lateness(clock, point, now)
    _tick_off(clock, point, calendar)
    owner.on_clock(clock, point, now=now, late_by=late_by)


def _current_point(clock: Clock, calendar: WorkCalendar) -> Point:
    """Which moment it is that has come."""
    if clock.moved_at is not None:
        return moved_point(clock, clock.moved_at)
    if clock.paused_at is not None and clock.review_at is not None:
        return review_point(clock, clock.review_at)
    return points_of(clock, calendar)[clock.fired]


def _lateness(clock: Clock, point: Point, now: datetime) -> timedelta | None:
    """How late the reminder goes out, None when it is on time.

    After a failure next_fire_at is the hour of the next try, so the planned time counts if it is earlier."""
    planned = min(point.planned_at, clock.next_fire_at or point.planned_at)
    return now - planned if now - planned > LATE_AFTER else None


def _tick_off(clock: Clock, point: Point, calendar: WorkCalendar) -> None:
    """Move the clock on to its next moment before the owner acts, so that the owner may itself stop or move
    it.
    """
    if point.kind == MOVED:
        clock.moved_at = None
    elif point.kind == REVIEW:
        clock.review_at = None
    else:
        clock.fired = point.index + 1
    clock.fire_failures = 0
    clock.next_fire_at = next_moment(clock, calendar)
    clock.save(update_fields=["moved_at", "review_at", "fired", "fire_failures", "next_fire_at"])
