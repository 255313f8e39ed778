"""Who looked at which record: for the privacy officer, and on the record for those who work on it. From the ledger."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.accounts.models import User
from core.audit.models import Entry
from specialgroups.flow import KIND

WATCHED = tuple(f"{KIND}.{act}" for act in ("view", "reveal", "print_form", "open_glass"))
SHOWN_DAYS = 30


@dataclass(frozen=True)
class Looker:
    """One person and how often in the last days."""

    name: str
    times: int


def looked_at(record_id: int, me: User, now: datetime) -> list[Looker]:
    """The last thirty days, most often first. By index audit_entry_subject."""
    rows = Entry.objects.filter(
        subject_kind=KIND, subject_id=record_id, action__in=WATCHED, at__gte=now - timedelta(days=SHOWN_DAYS)
    )
    found: Counter[str] = Counter()
    for pk, name in rows.values_list("actor", "actor__display_name"):
        found["你" if pk == me.pk else name or "系统"] += 1
    return [Looker(name, times) for name, times in found.most_common()]


def log_lines(asked: Any) -> Any:
    """Every look of everybody, newest first; number, hour and field, never whose record it is by name."""
    rows = Entry.objects.filter(subject_kind=KIND, action__in=WATCHED)
    if actor := asked.get("actor"):
        rows = rows.filter(actor__display_name=actor)
    if number := asked.get("number"):
        rows = rows.filter(subject_id=number)
    return rows.select_related("actor").order_by("-seq")
