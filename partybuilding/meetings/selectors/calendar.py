"""The days of meetings: when they sit, when papers and minutes are due; as a month, a list and an iCalendar file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from core.clocks.models import Clock
from core.clocks.words import due_day
from partybuilding.choices import MeetingState
from partybuilding.meetings.facts import KIND
from partybuilding.models import JointMeeting

_DUE = {"meeting.papers_out": "送出材料", "meeting.minutes": "印发纪要"}
_DAY = timedelta(days=1)
_WIDTH = 73
LENGTH = timedelta(hours=2)


@dataclass(frozen=True)
class Entry:
    """One line of a day. `at` None: a day by which something is due."""

    uid: str
    day: date
    at: datetime | None
    title: str
    url: str
    place: str = ""
    is_off: bool = False

    @property
    def words(self) -> str:
        return f"{timezone.localtime(self.at):%H:%M} {self.title}" if self.at else self.title


def entries(user: Any, first: date, last: date) -> list[Entry]:
    """What lies between two days, in their order; two queries, and one for the scope of who is no street's."""
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + _DAY))
    rows = JointMeeting.objects.visible_to(user).select_related("body")
    met = rows.filter(held_at__gte=start, held_at__lt=end).exclude(state=MeetingState.SLOT)
    found = [
        Entry(
            f"meeting-{one.pk}",
            timezone.localdate(one.held_at),
            one.held_at,
            str(one),
            one.get_absolute_url(),
            one.place,
            one.state == MeetingState.CANCELLED,
        )
        for one in met
    ]
    running = Clock.objects.live().filter(subject_kind=KIND, code__in=_DUE, due_at__gt=start, due_at__lte=end)
    due = {(one.subject_id, one.code): one for one in running}
    for meeting in rows.filter(pk__in={pk for pk, _ in due}):
        for (pk, code), clock in due.items():
            if pk == meeting.pk:
                day, words = due_day(clock.due_at), f"{_DUE[code]}：{meeting}"
                uid = f"{code.replace('.', '-')}-{pk}"
                found.append(Entry(uid, day, None, words, meeting.get_absolute_url()))
    return sorted(found, key=lambda one: (one.day, one.at is not None, one.at, one.uid))


@dataclass
class Day:
    """One square of the month."""

    on: date
    is_in: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


def weeks(year: int, month: int, found: Iterable[Entry], today: date) -> list[list[Day]]:
    """Monday to Sunday, the month's days with those of its neighbours that fill the weeks."""
    first, last = bounds(year, month)
    by_day: dict[date, list[Entry]] = {}
    for one in found:
        by_day.setdefault(one.day, []).append(one)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    squares = [Day(day, day.month == month, day == today, by_day.get(day, [])) for day in days]
    return [squares[at : at + 7] for at in range(0, len(squares), 7)]


def bounds(year: int, month: int) -> tuple[date, date]:
    """The Monday before the month and the Sunday after it."""
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    last = after - _DAY
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def icalendar(found: Sequence[Entry], *, address: str, now: datetime) -> str:
    """RFC 5545: lines of at most 75 octets ended by CRLF, commas and semicolons escaped, times in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//雄关网格//联席会议//ZH", "X-WR-CALNAME:联席会议"]
    for one in found:
        lines += ["BEGIN:VEVENT", f"UID:{one.uid}@{address.partition('://')[2]}", f"DTSTAMP:{_utc(now)}"]
        if one.at is None:
            lines += [f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}", f"DTEND;VALUE=DATE:{one.day + _DAY:%Y%m%d}"]
        else:
            lines += [f"DTSTART:{_utc(one.at)}", f"DTEND:{_utc(one.at + LENGTH)}"]
        lines += [f"SUMMARY:{_text(one.title)}", f"URL:{address}{one.url}"]
        lines += [f"LOCATION:{_text(one.place)}"] if one.place else []
        lines += [f"STATUS:{'CANCELLED' if one.is_off else 'CONFIRMED'}", "END:VEVENT"]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Long lines go on behind a blank; a character is never cut."""
    pieces, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _WIDTH:
            pieces.append("")
            size = 0
        pieces[-1] += sign
        size += octets
    return "\r\n ".join(pieces)
