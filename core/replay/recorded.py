"""When a thing was noted on a phone without signal, as far as that is believable (ux.md 2.3)."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

# Older notes, and notes from the future, count from when they reached us.
PLAUSIBLE = timedelta(hours=72)
FIELD = "recorded_at"
# What the phone's own clock says while it sends.
PHONE_CLOCK = "X-Phone-Clock"


def plausible(recorded_at: datetime | None, now: datetime) -> datetime:
    """The moment of noting if it lies within the last 72 hours, else `now`."""
    if recorded_at is None or recorded_at > now or now - recorded_at > PLAUSIBLE:
        return now
    return recorded_at


def recorded_of(request: HttpRequest) -> datetime | None:
    """When the thing was noted, by our clock. A phone's clock may be a day off, but the time that it counted between
    noting and sending is right; it says its own hour while it sends (not part of the form, so a repetition is the same)."""
    noted = read_recorded(request.POST.get(FIELD, ""))
    phone = read_recorded(request.headers.get(PHONE_CLOCK, ""))
    if noted is None or phone is None:
        return noted
    try:
        return noted + (timezone.now() - phone)
    except OverflowError:
        return noted


def read_recorded(text: str) -> datetime | None:
    """The moment that a phone sent along; what is none is left out, so that nothing typed in the field is lost."""
    try:
        moment = parse_datetime(text.strip()[:40])
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    except (OverflowError, ValueError):
        return None
