"""Counting a sent form: one statement after the act is committed. Looking at a page costs a note in memory.

Which pages were opened is carried along by the next form that this process takes; a process that is killed forgets a few, and
the count of what nobody looked at is a little too high then. A count that is lost harms nobody, so a fault of the database is
logged and the person's act stands."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from django.db import DatabaseError, connection
from django.forms import BaseForm
from django.utils import timezone

from core.ui.filters import AddressFilter

log = logging.getLogger(__name__)

# Who sends a form is led to its page at once: that look is no use of it.
OWN_LOOK = timedelta(minutes=10)
JUDGED_AFTER = timedelta(days=30)
# Acts of these kinds are not measured: even a count tells that a programme, a counsellor or a petition was busy (domain.md
# 0.1, G, F8), and what people do with their own account is nobody's demand.
UNMEASURED = ("support", "care", "petition", "accusation", "account", "session", "audit", "reveal")
# Looking somebody up or showing a number is a look, though its reason is sent by a form.
LOOKS = ("search", "reveal", "find")
_MOST_OPENED = 5_000
_COUNT = """
WITH looked AS (
    DELETE FROM burden_sentrow WHERE id IN (
        SELECT s.id FROM burden_sentrow s
        JOIN unnest(%(paths)s::text[], %(times)s::timestamptz[]) AS o(path, at) ON s.path = o.path
        WHERE s.sent_at <= o.at - %(own)s ORDER BY s.id FOR UPDATE OF s SKIP LOCKED
    )
), kept AS (
    INSERT INTO burden_sentrow (path, form, week, sent_at)
    SELECT %(path)s, %(form)s, %(week)s, %(now)s WHERE %(path)s <> ''
)
INSERT INTO burden_formweek AS w (week, form, sent, typed, known, rows, unopened)
VALUES (%(week)s, %(form)s, 1, %(typed)s, %(known)s, (%(path)s <> '')::int, 0)
ON CONFLICT (week, form) DO UPDATE SET
    sent = w.sent + 1, typed = w.typed + EXCLUDED.typed, known = w.known + EXCLUDED.known, rows = w.rows + EXCLUDED.rows
"""
_JUDGE = """
WITH gone AS (DELETE FROM burden_sentrow WHERE sent_at <= %s RETURNING week, form),
summed AS (SELECT week, form, count(*) AS n FROM gone GROUP BY week, form)
UPDATE burden_formweek w SET unopened = w.unopened + s.n FROM summed s WHERE w.week = s.week AND w.form = s.form
"""


@dataclass(frozen=True)
class Asked:
    """What a sent form wanted: fields that somebody filled in, and fields that the system had filled in already."""

    typed: int = 0
    known: int = 0


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_measured(action: str) -> bool:
    return not (action.startswith(UNMEASURED) or action.rpartition(".")[2].startswith(LOOKS))


def asked_by(forms: Iterable[BaseForm]) -> Asked:
    """Fields with something in them. Filters are no demand; of a form that was read twice the last reading counts."""
    last = {(type(one), one.prefix): one for one in forms if not isinstance(one, AddressFilter)}
    typed = known = 0
    for form in last.values():
        changed = set(form.changed_data)
        for name, field in form.fields.items():
            if field.widget.is_hidden or field.disabled or _is_empty(form.cleaned_data.get(name)):
                continue
            typed += name in changed
            known += name not in changed
    return Asked(typed, known)


def _is_empty(value: Any) -> bool:
    if hasattr(value, "exists"):
        return not value.exists()
    return value is None or value is False or (hasattr(value, "__len__") and len(value) == 0)


class _Opened:
    """Pages that were looked at since the last form, in this process: path and time, nobody's name."""

    def __init__(self) -> None:
        self._lock, self._at = Lock(), dict[str, datetime]()

    def add(self, path: str, now: datetime) -> None:
        with self._lock:
            if path in self._at or len(self._at) < _MOST_OPENED:
                self._at[path] = now

    def take(self) -> dict[str, datetime]:
        with self._lock:
            found, self._at = self._at, {}
        return found


_opened = _Opened()


def page_opened(path: str, now: datetime | None = None) -> None:
    """Somebody looked at the page."""
    _opened.add(path, now or timezone.now())


def form_sent(form: str, asked: Asked, *, path: str, now: datetime | None = None) -> None:
    """Count one form that was taken. `path` is the page of what it made or changed, empty when it has none."""
    now = now or timezone.now()
    looked = _opened.take()
    values: dict[str, Any] = {
        "form": form[:80], "typed": asked.typed, "known": asked.known, "path": path, "now": now, "own": OWN_LOOK,
        "week": monday(timezone.localdate(now)), "paths": list(looked), "times": list(looked.values()),
    }  # fmt: skip
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, values)
    except DatabaseError:
        log.exception("a sent form was not counted: %s", form)


def judge_unopened(now: datetime | None = None) -> int:
    """Each night: what nobody looked at for a month becomes a number of its week, and its page's address is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, [(now or timezone.now()) - JUDGED_AFTER])
        return int(cursor.rowcount)
