"""Changing the calendar: which days the office works."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit.actions import record
from core.clocks import counting
from core.clocks.calendar import WorkCalendar
from core.clocks.choices import OverrideKind
from core.clocks.models import Clock, HolidayOverride
from core.clocks.pasted import Day
from core.clocks.store import claim_calendar, load_calendar
from core.clocks.timing import DUE_FIELDS, lengthen, next_moment
from core.clocks.words import ZONE, day_zh, format_due
from core.errors import NotAllowed, RuleBroken


@dataclass(slots=True)
class Outcome:
    """What a change of the calendar did: rows written, and the provisional clocks whose due time moved."""

    written: int = 0
    moved: list[tuple[Clock, datetime]] = field(default_factory=list)
    settled: int = 0


def set_holiday(day: date, kind: str, name: str, *, source: str, actor: User, now: datetime) -> Outcome:
    """Say of one day that the office rests or works, over whatever was known of it before."""
    return add_holidays([Day(day, kind, name)], source=source, actor=actor, now=now)


@transaction.atomic
def add_holidays(days: Sequence[Day], *, source: str, actor: User, now: datetime) -> Outcome:
    """Write days into the table and work out every open provisional due time again.

    A due time that was not provisional has been announced for good and stays. Each one that moves gets its
    own audit line, and the sweeper tells the owner of the matter. Refuses anybody but the system
    administrator."""
    _refuse_others(actor)
    if not days:
        raise RuleBroken("holidays.empty", "没有读到日期。每行写一天，例如：2027-02-05 休 春节", field="days")

    def write() -> dict[str, Any]:
        changed = []
        for item in days:
            row = HolidayOverride.objects.filter(date=item.date).first()
            old = row.kind if row else None
            HolidayOverride.objects.update_or_create(
                date=item.date,
                defaults={
                    "kind": OverrideKind(item.kind),
                    "name": item.name,
                    "source": source,
                    "created_by": actor,
                },
            )
            changed.append({"date": item.date.isoformat(), "old": old, "new": item.kind, "name": item.name})
        return {"days": changed, "source": source}

    return _change(write, "holiday.add", written=len(days), actor=actor, now=now)


@transaction.atomic
def remove_holiday(row: HolidayOverride, *, actor: User, now: datetime) -> Outcome:
    """Take a day out of the table, so that the published arrangement or the statutory rule decides it
    again.
    """
    _refuse_others(actor)

    def write() -> dict[str, Any]:
        held = HolidayOverride.objects.filter(pk=row.pk).first()
        if held is None:
            raise RuleBroken("holidays.gone", "这一天已经被别人移除了，请刷新页面")
        detail = {"date": held.date.isoformat(), "old": held.kind, "name": held.name}
        held.delete()
        return detail

    return _change(write, "holiday.remove", written=1, actor=actor, now=now)


def _refuse_others(actor: User) -> None:
    """Only the system administrator changes the calendar."""
    if not has_role(actor, "sysadmin"):
        raise NotAllowed("holidays.not_sysadmin", "节假日表由系统管理员维护")


def _change(
    write: Callable[[], dict[str, Any]], action: str, *, written: int, actor: User, now: datetime
) -> Outcome:
    """Write under the exclusive lock, work out what was provisional, then put all of it on record."""
    claim_calendar()
    outcome = Outcome(written=written)
    detail = write()
    before = _recompute(load_calendar(), outcome, now)
    record(action, actor=actor, detail={**detail, "moved": len(before), "settled": outcome.settled}, now=now)
    for clock, old in outcome.moved:
        record(
            "clock.recompute",
            actor=actor,
            subject_kind=clock.subject_kind,
            subject_id=clock.subject_id,
            detail={**clock.snapshot(), "was": old.isoformat()},
            now=now,
        )
    return outcome


def _recompute(calendar: WorkCalendar, outcome: Outcome, now: datetime) -> list[Clock]:
    """Work out the provisional clocks again; nobody else touches a clock while the calendar is claimed."""
    for clock in Clock.objects.live().filter(calendar_provisional=True).select_related("rule").order_by("id"):
        total = counting.count(
            clock.span, clock.started_at, calendar, pauses=clock.past_pauses, extended=clock.extended_days
        )
        old = clock.due_at
        if total.due_at == old and total.provisional:
            continue
        _write(clock, total, calendar, now)
        outcome.settled += not total.provisional
        if total.due_at != old:
            outcome.moved.append((clock, old))
    return [clock for clock, _ in outcome.moved]


def _write(clock: Clock, total: counting.Sum, calendar: WorkCalendar, now: datetime) -> None:
    old = clock.due_at
    lengthen(clock, total.due, calendar, now)
    lines = [total.in_words()]
    if total.due_at != old:
        day = day_zh(now.astimezone(ZONE).date())
        lines.append(f"{day}：放假安排公布后重算，原来截止{format_due(old, this_year=now.year)}。")
        clock.moved_at = now
    clock.explanation = lines
    clock.next_fire_at = next_moment(clock, calendar)
    clock.save(update_fields=[*DUE_FIELDS, "moved_at"])
