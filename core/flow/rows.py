"""What a list says of a row under a flow."""

from datetime import datetime

from core.clocks.words import remaining_words
from core.flow.models import Matter


def light_of(row: Matter, now: datetime) -> tuple[str, str]:
    """State and words of the nearest duty; nothing where no limit runs."""
    if row.due_at is None:
        return "", ""
    words = remaining_words(row.due_at, now)
    if row.due_at <= now:
        return "overdue", words
    soon = row.yellow_at is not None and row.yellow_at <= now
    return ("due_soon" if soon else "normal"), words
