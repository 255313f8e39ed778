"""Quiet hours: nobody's phone rings at night for something that can wait until morning."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def _clock_time(text: str) -> time:
    return time.fromisoformat(text)


def send_time(now: datetime, *, urgent: bool) -> datetime:
    """When a message of this moment may leave the house; an urgent one leaves at once."""
    begins, ends = (_clock_time(text) for text in settings.QUIET_HOURS)
    local = timezone.localtime(now)
    if urgent or not _within(local.time(), begins, ends):
        return now
    # After the begin of a night that crosses midnight, the quiet ends tomorrow.
    day = local.date() + timedelta(days=1) if begins > ends and local.time() >= begins else local.date()
    return timezone.make_aware(datetime.combine(day, ends), local.tzinfo)


def _within(moment: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends
