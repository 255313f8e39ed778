"""Is this day a working day, who says so, and may it still change?

The chain of domain.md N5: the office's own table, then the published arrangement (package chinesecalendar,
which raises outside its years), then the fallback rule. Pure: no database, no clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import chinese_calendar

from core.clocks.choices import DaySource, OverrideKind
from core.clocks.fallback import free_days, statutory_days

_package: Any = chinese_calendar  # it carries no types
_NAMES = {holiday.value: holiday.chinese for holiday in _package.Holiday}
_FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


@dataclass(frozen=True, slots=True)
class Override:
    """One day of the office's own table."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class DayFact:
    """What the calendar says of one day."""

    day: date
    is_workday: bool
    source: str
    name_zh: str
    provisional: bool

    @property
    def is_made_up(self) -> bool:
        """A Saturday or Sunday on which people work (调休)."""
        return self.is_workday and self.day.weekday() >= 5

    @property
    def reason(self) -> str:
        """Why nobody works on it: the holiday's name, or the weekend."""
        return self.name_zh or "周末"


@lru_cache(maxsize=16384)
def _published(day: date) -> DayFact | None:
    """What the published arrangement says, None outside the years that the package knows."""
    try:
        free, english = _package.get_holiday_detail(day)
    except NotImplementedError:
        return None
    name = _NAMES.get(english, "") if english else ""
    return DayFact(day, not free, DaySource.PACKAGE, _FULL_NAMES.get(name, name), provisional=False)


class WorkCalendar:
    """Working days under one state of the override table. Cheap to make: facts are worked out when asked."""

    def __init__(self, overrides: Mapping[date, Override] | None = None) -> None:
        self.overrides = dict(overrides or {})
        self._settled: dict[int, bool] = {}

    def fact(self, day: date) -> DayFact:
        override = self.overrides.get(day)
        if override is not None:
            return DayFact(
                day, override.kind == OverrideKind.WORK, DaySource.OVERRIDE, override.name, provisional=False
            )
        published = _published(day)
        if published is not None:
            return published
        if self.is_settled(day.year):
            # The year's own notice is in the table: a day that it does not name is an ordinary day.
            return DayFact(day, day.weekday() < 5, DaySource.OVERRIDE, "", provisional=False)
        name = free_days(day.year).get(day, "")
        return DayFact(day, day.weekday() < 5 and not name, DaySource.FALLBACK, name, provisional=True)

    def is_workday(self, day: date) -> bool:
        return self.fact(day).is_workday

    def missing_days(self, year: int) -> dict[date, str]:
        """Statutory days of the year that neither the table nor the published arrangement covers."""
        return {
            day: name
            for day, name in statutory_days(year).items()
            if day not in self.overrides and _published(day) is None
        }

    def is_settled(self, year: int) -> bool:
        """Whether the year's arrangement is known.

        The yearly notice names every statutory day, so a table that has them all holds the notice; one
        local day off typed in early does not make a year settled."""
        known = self._settled.get(year)
        if known is None:
            known = self._settled[year] = not self.missing_days(year)
        return known

    def next_workday(self, day: date) -> date:
        """The day itself if people work on it, else the first working day after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def previous_workday(self, day: date) -> date:
        """The last working day before the day."""
        day -= timedelta(days=1)
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day

    def add_workdays(self, day: date, number: int) -> date:
        """The n-th working day after the day; the day itself is not counted."""
        for _ in range(number):
            day = self.next_workday(day + timedelta(days=1))
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and including `until`."""
        return sum(self.is_workday(day) for day in days_between(after, until))

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether any day of the stretch was decided by the fallback rule."""
        return any(self.fact(day).provisional for day in days_between(first - timedelta(days=1), last))


def days_between(after: date, until: date) -> Iterator[date]:
    """Each day later than `after`, up to and including `until`."""
    day = after + timedelta(days=1)
    while day <= until:
        yield day
        day += timedelta(days=1)
