"""The office's hours, from the settings."""

from datetime import datetime, time, timedelta
from functools import lru_cache

from django.conf import settings

from core.clocks.calendar import WorkCalendar
from core.clocks.counting import WorkHours
from core.clocks.words import ZONE


@lru_cache(maxsize=8)
def _parsed(periods: tuple[tuple[str, str], ...], close: str) -> WorkHours:
    parsed = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in periods)
    return WorkHours(parsed, time.fromisoformat(close))


def office_hours() -> WorkHours:
    return _parsed(tuple((opens, closes) for opens, closes in settings.WORK_HOURS), settings.BUSINESS_DAY_END)


def next_office_moment(now: datetime, calendar: WorkCalendar) -> datetime:
    """`now` itself while the office is open, else when it opens next."""
    local = now.astimezone(ZONE)
    day = local.date()
    while True:
        if calendar.is_workday(day):
            for opens, closes in office_hours().periods:
                begins = datetime.combine(day, opens, tzinfo=ZONE)
                if local < datetime.combine(day, closes, tzinfo=ZONE):
                    return max(local, begins)
        day += timedelta(days=1)
