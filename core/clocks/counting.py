"""From a start and a rule to a due time, with every step of the sum. Pure (architecture D5, domain.md N4).

民法典 arts. 200-204, 民诉法 art. 85: the start day is not counted; a month ends on the same date number or
on its last day; a last day on which nobody works rolls to the first day after the rest; the last day ends
at 24:00, or at the close of business of an office. Working days count only days on which people work,
make-up Saturdays with them.
"""

import calendar as month_lengths
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from core.clocks.calendar import WorkCalendar, days_between
from core.clocks.choices import DayEnd, Unit
from core.clocks.telling import tell
from core.clocks.words import ZONE, due_day

_DAY = timedelta(days=1)
LAST_YEAR = 9000  # keeps every later step far from the end of Python's dates
LONGEST = 100_000  # of any unit; a longer one is a slip of the finger and would only burn time


@dataclass(frozen=True, slots=True)
class WorkHours:
    """When the office works on a working day, local time."""

    periods: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(14, 30), time(18)))
    close: time = time(18)


@dataclass(frozen=True, slots=True)
class Span:
    """How long, counted in what, ending when: the arithmetic part of a rule."""

    length: Decimal
    unit: str
    day_end: str = DayEnd.MIDNIGHT
    start_day_excluded: bool = True
    roll_forward: bool = True
    hours: WorkHours = WorkHours()


@dataclass(frozen=True, slots=True)
class Pause:
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a sum: counted, made_up (a counted Saturday or Sunday), skipped, or rolled over as last
    day.
    """

    day: date
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A due time, with what is needed to move it later.

    `nominal_on` is the last day before it rolled over a rest: pauses and extensions are added to it and the
    result rolls again, so that two holidays are never given for one period. None for periods counted in
    hours."""

    due_at: datetime
    nominal_on: date | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A due time and how it came about."""

    span: Span
    start_at: datetime
    due: Due
    steps: tuple[Step, ...]
    pauses: tuple[Pause, ...] = ()
    extended: int = 0

    @property
    def due_at(self) -> datetime:
        return self.due.due_at

    @property
    def provisional(self) -> bool:
        return self.due.provisional

    @property
    def last_on(self) -> date:
        return due_day(self.due_at)

    def in_words(self) -> str:
        return tell(self)


def count(
    span: Span,
    start_at: datetime,
    calendar: WorkCalendar,
    *,
    pauses: Sequence[Pause] = (),
    extended: int = 0,
) -> Sum:
    """When a period that starts at `start_at` ends, after the pauses and the extension given to it."""
    if start_at.tzinfo is None:
        raise ValueError("a period needs a start with its time zone")
    if not 0 <= span.length <= LONGEST:
        raise ValueError("a period cannot be negative, nor as long as this")
    start = start_at.astimezone(ZONE)
    steps: tuple[Step, ...] = ()
    if span.unit == Unit.HOUR:
        due = Due((start + _hours(span.length)).astimezone(UTC), None)
    elif span.unit == Unit.WORK_HOUR:
        due, steps = _count_work_hours(span, start, calendar)
    elif span.unit == Unit.WD:
        due, steps = _count_workdays(span, start, calendar)
    else:
        due = _finish(span, _nominal_day(span, start.date()), calendar, start)
    for pause in pauses:
        due = shift(span, due, pause, calendar)
    if extended:
        due = extend(span, due, extended, calendar)
    if span.unit == Unit.WD and (pauses or extended):
        steps = _workday_steps(span, start.date(), due, pauses, calendar)
    elif span.unit != Unit.WD and due.nominal_on is not None:
        steps = _rolled_steps(due, calendar)
    return Sum(span, start_at, due, steps, tuple(pauses), extended)


def given(span: Span, start_at: datetime, due_at: datetime) -> Sum:
    """A period whose end was agreed or ordered: nothing is counted."""
    if due_at < start_at:
        raise ValueError("a period cannot end before it starts")
    return Sum(span, start_at, Due(due_at.astimezone(UTC), None), ())


def shift(span: Span, due: Due, pause: Pause, calendar: WorkCalendar) -> Due:
    """The due time after a pause. Like a start, the day of the pause is not given back and the day of
    resuming is.
    """
    if pause.until < pause.since:
        raise ValueError("a pause cannot end before it starts")
    since, until = pause.since.astimezone(ZONE).date(), pause.until.astimezone(ZONE).date()
    if span.unit == Unit.HOUR:
        return Due(due.due_at + (pause.until - pause.since), None, due.provisional)
    if span.unit == Unit.WORK_HOUR:
        return _add_work_time(span, due, worked(pause.since, pause.until, span.hours, calendar), calendar)
    if span.unit == Unit.WD:
        moved = _add_days(span, due, calendar.workdays_between(since, until), calendar)
        counted = calendar.is_provisional(since + _DAY, until)
        return Due(moved.due_at, moved.nominal_on, moved.provisional or counted)
    return _add_days(span, due, (until - since).days, calendar)


def extend(span: Span, due: Due, days: int, calendar: WorkCalendar) -> Due:
    """The due time with some days more: working days where the period counts those, else calendar days."""
    if span.unit == Unit.HOUR:
        return Due(due.due_at + days * _DAY, None, due.provisional)
    if span.unit == Unit.WORK_HOUR:
        local = due.due_at.astimezone(ZONE)
        day = calendar.add_workdays(local.date(), days)
        known = not calendar.is_provisional(local.date(), day)
        return Due(_at(day, local.time()), None, due.provisional or not known)
    return _add_days(span, due, days, calendar)


def worked(since: datetime, until: datetime, hours: WorkHours, calendar: WorkCalendar) -> timedelta:
    """Working time between two moments."""
    total, first, last = timedelta(), since.astimezone(ZONE), until.astimezone(ZONE)
    for day in days_between(first.date() - _DAY, last.date()):
        if calendar.is_workday(day):
            for opens, closes in hours.periods:
                begin, end = max(_at(day, opens), since), min(_at(day, closes), until)
                total += max(end - begin, timedelta())
    return total


def end_of(day: date, span: Span) -> datetime:
    """The moment at which a last day ends, in UTC."""
    return _at(day, span.hours.close) if span.day_end == DayEnd.BUSINESS else _at(day + _DAY, time.min)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE).astimezone(UTC)


def _hours(length: Decimal) -> timedelta:
    return timedelta(seconds=int(length * 3600))


def _whole(span: Span) -> int:
    number = int(span.length)
    if number != span.length:
        raise ValueError("days, months and years are counted whole")
    return number


def _nominal_day(span: Span, start: date) -> date:
    """The last day of a period of calendar days, months or years, before it rolls."""
    number = _whole(span)
    if span.unit == Unit.CAL:
        day = start + number * _DAY
    elif span.unit in (Unit.MONTH, Unit.YEAR):
        day = add_months(start, number * (12 if span.unit == Unit.YEAR else 1))
    else:
        raise ValueError(f"no arithmetic for the unit {span.unit!r}")
    if day.year > LAST_YEAR:
        raise ValueError("the period ends too far ahead")
    return day if span.start_day_excluded or number == 0 else day - _DAY


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > LAST_YEAR:
        raise ValueError("the period ends too far ahead")
    last = month_lengths.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _count_workdays(span: Span, start: datetime, calendar: WorkCalendar) -> tuple[Due, tuple[Step, ...]]:
    number, day = _whole(span), start.date()
    steps: list[Step] = []
    if number and not span.start_day_excluded:
        day -= _DAY
    left, provisional = number, False
    while left:
        day += _DAY
        fact = calendar.fact(day)
        provisional = provisional or fact.provisional
        if not fact.is_workday:
            steps.append(Step(day, "skipped", fact.reason))
            continue
        left -= 1
        steps.append(Step(day, "made_up" if fact.is_made_up else "counted", fact.name_zh))
    return Due(_not_before(start, day, span), day, provisional), tuple(steps)


def _workday_steps(
    span: Span, start: date, due: Due, pauses: Sequence[Pause], calendar: WorkCalendar
) -> tuple[Step, ...]:
    """The days of a period of working days after pauses and extension changed which of them count."""
    paused = {
        day
        for pause in pauses
        for day in days_between(pause.since.astimezone(ZONE).date(), pause.until.astimezone(ZONE).date())
    }
    steps = []
    for day in days_between(start if span.start_day_excluded else start - _DAY, due_day(due.due_at)):
        fact = calendar.fact(day)
        if day in paused:
            continue
        if fact.is_workday:
            steps.append(Step(day, "made_up" if fact.is_made_up else "counted", fact.name_zh))
        else:
            steps.append(Step(day, "skipped", fact.reason))
    return tuple(steps)


def _finish(span: Span, nominal: date, calendar: WorkCalendar, start: datetime) -> Due:
    if not span.length:
        # A period of no days ends with its own day, whatever day that is.
        return Due(_not_before(start, nominal, span), nominal)
    due = _roll(span, nominal, calendar)
    return Due(max(due.due_at, _not_before(start, nominal, span)), nominal, due.provisional)


def _not_before(start: datetime, day: date, span: Span) -> datetime:
    """The end of the last day; 24:00 when the office had closed before the period even started."""
    end = end_of(day, span)
    return end if end >= start else _at(day + _DAY, time.min)


def _roll(span: Span, nominal: date, calendar: WorkCalendar) -> Due:
    if not span.roll_forward:
        return Due(end_of(nominal, span), nominal)
    last = calendar.next_workday(nominal)
    return Due(end_of(last, span), nominal, calendar.is_provisional(nominal, last))


def _rolled_steps(due: Due, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The rest days over which the last day rolled."""
    if due.nominal_on is None:
        return ()
    last = due_day(due.due_at)
    return tuple(
        Step(day, "rolled", calendar.fact(day).reason)
        for day in days_between(due.nominal_on - _DAY, last - _DAY)
    )


def _add_days(span: Span, due: Due, days: int, calendar: WorkCalendar) -> Due:
    if due.nominal_on is None:  # an agreed date keeps its hour
        return Due(due.due_at + days * _DAY, None, due.provisional)
    if days == 0:
        return due
    if span.unit == Unit.WD:
        day = calendar.add_workdays(due.nominal_on, days)
        provisional = due.provisional or calendar.is_provisional(due.nominal_on + _DAY, day)
        return Due(end_of(day, span), day, provisional)
    return _roll(span, due.nominal_on + days * _DAY, calendar)


def _count_work_hours(span: Span, start: datetime, calendar: WorkCalendar) -> tuple[Due, tuple[Step, ...]]:
    due, steps = _spend(start, _hours(span.length), span.hours, calendar)
    return due, tuple(steps)


def _add_work_time(span: Span, due: Due, time_left: timedelta, calendar: WorkCalendar) -> Due:
    moved, _ = _spend(due.due_at.astimezone(ZONE), time_left, span.hours, calendar)
    return Due(moved.due_at, None, due.provisional or moved.provisional)


def _spend(
    start: datetime, left: timedelta, hours: WorkHours, calendar: WorkCalendar
) -> tuple[Due, list[Step]]:
    """Walk through working time from `start` until it is used up."""
    steps: list[Step] = []
    day, provisional = start.date(), False
    if not left:
        return Due(start.astimezone(UTC), None), steps
    while True:
        fact = calendar.fact(day)
        provisional = provisional or fact.provisional
        if not fact.is_workday:
            steps.append(Step(day, "skipped", fact.reason))
        else:
            steps.append(Step(day, "made_up" if fact.is_made_up else "counted", fact.name_zh))
            for opens, closes in hours.periods:
                begin, end = max(start.astimezone(UTC), _at(day, opens)), _at(day, closes)
                if begin >= end:
                    continue
                if left <= end - begin:
                    return Due(begin + left, None, provisional), steps
                left -= end - begin
        day += _DAY
