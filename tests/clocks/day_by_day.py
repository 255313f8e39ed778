"""An independent counter: walks one day after the other over a table typed by hand from the State Council's notices.

Shares nothing with core.clocks, on purpose: it is the second opinion."""

import calendar
import datetime as dt


def _days(text: str) -> set[dt.date]:
    """'2024: 0210-0217 0404' -> the dates."""
    found = set()
    for line in text.strip().splitlines():
        year, _, rest = line.strip().partition(":")
        for part in rest.split():
            first, _, last = part.partition("-")
            day = dt.date(int(year), int(first[:2]), int(first[2:]))
            end = dt.date(int(year), int(last[:2]), int(last[2:])) if last else day
            while day <= end:
                found.add(day)
                day += dt.timedelta(days=1)
    return found


OFF = _days(
    """
    2023: 1230-1231
    2024: 0101 0210-0217 0404-0406 0501-0505 0608-0610 0915-0917 1001-1007
    2025: 0101 0128-0204 0404-0406 0501-0505 0531 0601-0602 1001-1008
    2026: 0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007
    """
)
WORK = _days(
    """
    2024: 0204 0218 0407 0428 0511 0914 0929 1012
    2025: 0126 0208 0427 0928 1011
    2026: 0104 0214 0228 0509 0920 1010
    """
)


def works(day: dt.date) -> bool:
    if day in WORK:
        return True
    if day in OFF:
        return False
    return day.weekday() not in (calendar.SATURDAY, calendar.SUNDAY)


def last_day(start: dt.date, number: int, unit: str, paused: frozenset[dt.date] = frozenset()) -> dt.date:
    """The day with which the period ends, after the rest days at its end."""
    day, counted = start, 0
    if unit == "month":
        month = start.month + number
        year, month = start.year + (month - 1) // 12, (month - 1) % 12 + 1
        day = dt.date(year, month, 1)
        while day.day < start.day and (day + dt.timedelta(days=1)).month == month:
            day += dt.timedelta(days=1)
    else:
        while counted < number:
            day += dt.timedelta(days=1)
            if day in paused:
                continue
            if unit == "cal" or works(day):
                counted += 1
    while not works(day):
        day += dt.timedelta(days=1)
    return day
