"""The code of the minute at the door: whoever reads it off the organiser's screen stands there now.

Six digits under a key of the house, another every five minutes; the one before still counts, because people type slowly."""

import hmac
from datetime import datetime

from civics.models import VolunteerActivity
from core.crypto import mac

SECONDS = 300


def code_at(activity: VolunteerActivity, now: datetime, *, back: int = 0) -> str:
    """The code of this span, or of one so many before it."""
    span = int(now.timestamp()) // SECONDS - back
    digest = mac("volunteer-door", f"{activity.pk}:{span}".encode())
    return f"{int.from_bytes(digest[-8:], 'big') % 1_000_000:06d}"


def is_right(activity: VolunteerActivity, typed: str, now: datetime) -> bool:
    given = "".join(typed.split()).encode()
    right = [hmac.compare_digest(code_at(activity, now, back=back).encode(), given) for back in (0, 1)]
    return any(right)


def seconds_left(now: datetime) -> int:
    """Until the next code."""
    return SECONDS - int(now.timestamp()) % SECONDS
