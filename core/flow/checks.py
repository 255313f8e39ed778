"""Small checks that acts of every flow share; each message stands by its field and says what to do."""

from datetime import date, datetime

from django.utils import timezone

from core.errors import RuleBroken


def need(value: object, field: str, message: str) -> None:
    """Refuse an act without what the table says it needs."""
    if value in (None, "", [], ()):
        raise RuleBroken("missing", message, field=field)


def not_future(day: date, field: str, now: datetime, what: str) -> None:
    if day > timezone.localdate(now):
        raise RuleBroken("future", f"{what}不能晚于今天", field=field)


def not_before(day: date, earliest: date, field: str, message: str) -> None:
    if day < earliest:
        raise RuleBroken("too_early", message, field=field)


def not_future_moment(moment: datetime, field: str, now: datetime, what: str) -> None:
    if moment > now:
        raise RuleBroken("future", f"{what}不能晚于现在", field=field)
