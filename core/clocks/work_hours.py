"""The office's hours, from the settings."""

from datetime import time
from functools import lru_cache

from django.conf import settings

from core.clocks.counting import WorkHours


@lru_cache(maxsize=8)
def _parsed(periods: tuple[tuple[str, str], ...], close: str) -> WorkHours:
    parsed = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in periods)
    return WorkHours(parsed, time.fromisoformat(close))


def office_hours() -> WorkHours:
    return _parsed(tuple((opens, closes) for opens, closes in settings.WORK_HOURS), settings.BUSINESS_DAY_END)
