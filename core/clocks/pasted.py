"""Reading a pasted holiday notice, line by line. Pure.

2027-02-05 休 春节
2027年2月4日至2月11日 放假 春节
2月13日 上班 春节调休          (the year chosen on the page)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.clocks.choices import OverrideKind

MOST_DAYS = 400  # a year and a bit; more is a slip of the finger
LONGEST_REST = 30

_DAY = r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?"
_LINE = re.compile(rf"^{_DAY}(?:\s*(?:至|到|~|—|--)\s*{_DAY})?[\s，,:：]*(\S+?)(?:[\s，,:：]+(.*))?$")
_KINDS = {
    "休": OverrideKind.OFF,
    "放假": OverrideKind.OFF,
    "休息": OverrideKind.OFF,
    "off": OverrideKind.OFF,
    "班": OverrideKind.WORK,
    "上班": OverrideKind.WORK,
    "调休": OverrideKind.WORK,
    "补班": OverrideKind.WORK,
    "work": OverrideKind.WORK,
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day off or on, as typed or pasted."""

    date: date
    kind: str
    name: str


class Unreadable(ValueError):
    """A line that says no day; the message names the line and what to write instead."""


def read_days(text: str, year: int) -> list[Day]:
    """The days of a pasted list, in order. Raises Unreadable at the first line that cannot be read."""
    found: dict[date, Day] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        for item in _read_line(line, number, year):
            earlier = found.get(item.date)
            if earlier is not None and earlier.kind != item.kind:
                raise Unreadable(
                    f"第{number}行：{item.date:%Y-%m-%d} 前面写的是{OverrideKind(earlier.kind).label}，请只留一行"
                )
            found[item.date] = item
        if len(found) > MOST_DAYS:
            raise Unreadable(f"第{number}行：一次最多写{MOST_DAYS}天，请分几次贴")
    return sorted(found.values(), key=lambda item: item.date)


def _read_line(line: str, number: int, year: int) -> Iterator[Day]:
    matched = _LINE.match(line)
    if matched is None:
        raise Unreadable(f"第{number}行读不懂。写成：{year}-02-05 休 春节")
    first_year, first_month, first_day, last_year, last_month, last_day, word, name = matched.groups()
    first = _date(first_year or year, first_month, first_day, number)
    kind = _KINDS.get(word.lower())
    if kind is None:
        raise Unreadable(f"第{number}行：「{word}」请改成「休」或「班」")
    last = first if last_day is None else _date(last_year or first.year, last_month, last_day, number)
    if last < first or (last - first).days > LONGEST_REST:
        raise Unreadable(f"第{number}行：后一个日期要晚于前一个，最多相隔{LONGEST_REST}天")
    for step in range((last - first).days + 1):
        yield Day(first + timedelta(days=step), kind, (name or "").strip()[:30] or kind.label)


def _date(year: str | int, month: str, day: str, number: int) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable(f"第{number}行：没有{year}年{int(month)}月{int(day)}日这一天") from None
    if not 2004 <= found.year <= 2100:
        raise Unreadable(f"第{number}行：年份请写2004到2100之间")
    return found
