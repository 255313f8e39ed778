"""The page's figures: a week form by form, and the weeks before it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from core.audit.models import Entry
from core.audit.words import action_words
from core.privacy import covered
from dashboard.burden.counting import JUDGED_AFTER, monday
from dashboard.burden.models import FormWeek

# Under this a form's week could be one person's.
FEWEST = 5
WEEKS = 12
_SUMS = ("sent", "typed", "known", "rows", "unopened")
HIDDEN = "不显示"


@dataclass(frozen=True)
class Line:
    """One form. Texts: small numbers are covered, and what could be worked out from them is not shown."""

    words: str
    sent: str
    typed: str
    known: str
    unopened: str


@dataclass(frozen=True)
class Week:
    """One line of the weeks before."""

    monday: date
    sent: str
    typed: str
    is_shown: bool

    @property
    def key(self) -> str:
        return f"{self.monday:%G-W%V}"


@dataclass(frozen=True)
class Told:
    """The page of one week."""

    monday: date
    lines: list[Line]
    total: Counter[str]
    taken: str
    is_judged: bool

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def each(self) -> str:
        return per(self.total["typed"], self.total["sent"])

    @property
    def each_known(self) -> str:
        return per(self.total["known"], self.total["sent"])


def per(part: int, whole: int) -> str:
    """How many a time, to one decimal."""
    return f"{part / whole:.1f}" if whole else "0"


def week_of(key: str) -> date | None:
    """2026-W09 → its Monday; None for anything else."""
    try:
        return datetime.strptime(f"{key}-1", "%G-W%V-%u").date()
    except ValueError:
        return None


def told_of(week: date, now: datetime) -> Told:
    """Three statements: the forms, and how often upper-level forms were filled without anybody typing."""
    rows = list(FormWeek.objects.filter(week=week))
    by_words: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for row in rows:
        counts = Counter({name: getattr(row, name) for name in _SUMS})
        by_words.setdefault(action_words(row.form), Counter()).update(counts)
        total.update(counts)
    is_judged = _end(week) + JUDGED_AFTER <= now
    shown = covered({words: counts["sent"] for words, counts in by_words.items()}, FEWEST)
    in_order = sorted(by_words.items(), key=lambda one: (-one[1]["typed"], one[0]))
    lines = [_line(words, counts, shown[words], is_judged=is_judged) for words, counts in in_order]
    return Told(week, lines, total, _taken(week), is_judged)


def _line(words: str, counts: Counter[str], sent: str, *, is_judged: bool) -> Line:
    if not sent.isdecimal():
        return Line(words, sent, HIDDEN, HIDDEN, HIDDEN)
    typed, known = per(counts["typed"], counts["sent"]), per(counts["known"], counts["sent"])
    if not counts["rows"]:
        unopened = "—"
    elif not is_judged:
        unopened = "还没满一个月"
    else:
        few = counts["rows"] < FEWEST or 0 < counts["unopened"] < FEWEST
        unopened = HIDDEN if few else str(counts["unopened"])
    return Line(words, sent, typed, known, unopened)


def _start(week: date) -> datetime:
    return timezone.make_aware(datetime.combine(week, time.min))


def _end(week: date) -> datetime:
    return _start(week + timedelta(days=7))


def _taken(week: date) -> str:
    """Upper-level forms downloaded in the week, by audit_entry_action."""
    found = Entry.objects.filter(action="ledger.download", at__gte=_start(week), at__lt=_end(week)).count()
    return str(found) if not 0 < found < FEWEST else f"<{FEWEST}"


def weeks_until(now: datetime) -> list[Week]:
    """The last twelve weeks, this one first; a week in which little was sent says so."""
    this = monday(timezone.localdate(now))
    asked: Any = FormWeek.objects.filter(week__gt=this - timedelta(weeks=WEEKS)).order_by()
    sums = {row["week"]: row for row in asked.values("week").annotate(n=Sum("sent"), fields=Sum("typed"))}
    found = []
    for back in range(WEEKS):
        week = this - timedelta(weeks=back)
        row = sums.get(week, {"n": 0, "fields": 0})
        enough = row["n"] == 0 or row["n"] >= FEWEST
        sent = str(row["n"]) if enough else f"<{FEWEST}"
        found.append(Week(week, sent, per(row["fields"], row["n"]) if enough else HIDDEN, enough))
    return found
