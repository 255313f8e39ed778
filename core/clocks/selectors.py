"""Reads: the clocks of a matter, who is touched by a change of rule or calendar, what the calendar lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count

from core.clocks import counting
from core.clocks.calendar import Override, WorkCalendar, days_between
from core.clocks.choices import DaySource, Unit
from core.clocks.models import Clock, DeadlineRule
from core.clocks.pasted import Day
from core.clocks.querysets import ClockQuerySet
from core.clocks.store import load_calendar

# The notice for the next year comes in November; from the first of it on its absence is worth a word.
WARN_FROM_MONTH = 11
PREVIEW_ROWS = 50


def clocks_for(subject_kind: str, subject_id: int) -> list[Clock]:
    """All clocks of a matter, running ones first, each with its rule (one query, index clock_subject)."""
    found = list(Clock.objects.of(subject_kind, subject_id).select_related("rule").order_by("due_at", "id"))
    return sorted(found, key=lambda clock: not clock.is_live)


def live_clock(code: str, subject_kind: str, subject_id: int) -> Clock | None:
    """The running clock of a code, if there is one."""
    clock: Clock | None = (
        Clock.objects.live().of(subject_kind, subject_id).filter(code=code).select_related("rule").first()
    )
    return clock


def open_clocks_affected_by(rule: DeadlineRule) -> ClockQuerySet:
    """Clocks running under any version of the rule. They keep their version when it changes."""
    return Clock.objects.live().filter(code=rule.code)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    name: str
    rules: list[DeadlineRule]


def rules_by_group() -> list[RuleGroup]:
    """Current rules in the order in which they ship."""
    shipped = DeadlineRule.objects.current().order_by("id")
    places: dict[str, list[DeadlineRule]] = {}
    for rule in shipped:
        places.setdefault(rule.group, []).append(rule)
    by_code = {
        rule.code: index
        for index, rule in enumerate(DeadlineRule.objects.filter(version=1).order_by("id").only("code"))
    }
    return [
        RuleGroup(name, sorted(rules, key=lambda rule: by_code.get(rule.code, rule.pk)))
        for name, rules in places.items()
    ]


def running_by_code() -> dict[str, int]:
    """How many clocks run under each code, one query for the whole list of rules."""
    rows = Clock.objects.live().order_by().values_list("code").annotate(number=Count("pk"))
    return dict(rows)


def versions_of(code: str) -> list[DeadlineRule]:
    return list(DeadlineRule.objects.filter(code=code).order_by("-version"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring days with one reason, as the page lists a year."""

    first: date
    last: date
    is_work: bool
    name: str
    source: str
    provisional: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def stretches_of(year: int, calendar: WorkCalendar) -> list[Stretch]:
    """A year's holidays and make-up days: every day that is not what its weekday says, and the rest joined to it."""
    found: list[Stretch] = []
    for day in days_between(date(year - 1, 12, 31), date(year, 12, 31)):
        fact = calendar.fact(day)
        if fact.is_workday == (day.weekday() < 5) and not fact.name_zh:
            continue
        now = Stretch(day, day, fact.is_workday, fact.name_zh, DaySource(fact.source).label, fact.provisional)
        last = found[-1] if found else None
        joins = last is not None and last.last == day - timedelta(days=1)
        if last is not None and joins and (last.is_work, last.name) == (now.is_work, now.name):
            found[-1] = replace(last, last=day)
        else:
            found.append(now)
    return found


@dataclass(frozen=True, slots=True)
class CalendarGap:
    """A year whose arrangement is not in yet."""

    year: int
    missing: list[str]


def calendar_gap(today: date) -> CalendarGap | None:
    """What the administrator is to be asked for: this year's arrangement, from November on also the next
    one's.
    """
    calendar = load_calendar()
    years = [today.year] + ([today.year + 1] if today.month >= WARN_FROM_MONTH else [])
    for year in years:
        missing = calendar.missing_days(year)
        if missing:
            return CalendarGap(year, [name for name, _ in groupby(missing.values())])
    return None


@dataclass(frozen=True, slots=True)
class Move:
    """A due time that a change of the calendar would move."""

    clock: Clock
    new_due_at: datetime


@dataclass(frozen=True, slots=True)
class HolidayPreview:
    """What days, once written, would do to the clocks that run."""

    moving: list[Move]
    moving_count: int
    staying_count: int


def preview_holidays(days: Sequence[Day]) -> HolidayPreview:
    """Which provisional due times would move, and how many announced ones stay although the days lie in
    them.
    """
    if not days:
        return HolidayPreview([], 0, 0)
    now_calendar = load_calendar()
    changed = {item.date: Override(item.kind, item.name) for item in days}
    calendar = WorkCalendar({**now_calendar.overrides, **changed})
    moving = []
    for clock in Clock.objects.live().filter(calendar_provisional=True).select_related("rule"):
        new = _due_under(clock, calendar)
        if new != clock.due_at:
            moving.append(Move(clock, new))
    return HolidayPreview(moving[:PREVIEW_ROWS], len(moving), _staying(calendar, list(changed)))


def _due_under(clock: Clock, calendar: WorkCalendar) -> datetime:
    total = counting.count(
        clock.span, clock.started_at, calendar, pauses=clock.past_pauses, extended=clock.extended_days
    )
    return total.due_at


def _staying(calendar: WorkCalendar, days: list[date]) -> int:
    """Announced due times that would come out differently today: they stay, and the page says how many."""
    first, last = min(days), max(days)
    touched = Clock.objects.live().filter(
        calendar_provisional=False,
        started_at__date__lte=last,
        due_at__date__gte=first - timedelta(days=1),
    )
    counted = touched.exclude(rule__unit__in=[Unit.HOUR, Unit.GIVEN]).select_related("rule")
    return sum(_due_under(clock, calendar) != clock.due_at for clock in counted.iterator(chunk_size=500))
