"""A sum in Chinese sentences, so that anybody can check a due date by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from core.clocks.choices import DayEnd, Unit
from core.clocks.words import ZONE, day_zh, due_hour

if TYPE_CHECKING:
    from core.clocks.counting import Pause, Span, Step, Sum

_LISTED = 12  # more days than this are told by their first and last


def number_words(span: Span) -> str:
    """30个日历日 / 3个工作日 / 2小时 / 1个月."""
    number = f"{span.length.normalize():f}"
    match span.unit:
        case Unit.CAL | Unit.WD:
            return f"{number}个{Unit(span.unit).label}"
        case Unit.WORK_HOUR:
            return f"{number}个工作小时"
        case _:
            return f"{number}{Unit(span.unit).label}"


def tell(sum_: Sum) -> str:
    """Start, what was counted, what was skipped or made up, pauses and extension, the end, and what may
    change.
    """
    start = sum_.start_at.astimezone(ZONE)
    year = start.year
    begins = f"从{day_zh(start.date(), weekday=True)}{start:%H:%M}起算"
    parts = [begins + _start_rule(sum_.span)]
    parts += _middle(sum_, year)
    parts += [_pause_words(pause, year) for pause in sum_.pauses]
    if sum_.extended:
        unit = "个工作日" if sum_.span.unit in (Unit.WD, Unit.WORK_HOUR) else "天"
        parts.append(f"延长{sum_.extended}{unit}")
    parts.append(f"截止{day_zh(sum_.last_on, weekday=True)}{due_hour(sum_.due_at)}")
    if sum_.provisional:
        parts.append("其中有日子的放假安排还没公布，先按法定节假日推算，公布后会重算并留下记录")
    return "；".join(part for part in parts if part) + "。"


def _start_rule(span: Span) -> str:
    if span.unit == Unit.HOUR:
        return f"，{number_words(span)}，昼夜连续计算"
    if span.unit == Unit.GIVEN:
        return "，按约定或交办的时间"
    if span.unit == Unit.WORK_HOUR:
        return f"，{number_words(span)}，只算上班时间"
    first = "当天不计" if span.start_day_excluded else "当天计入"
    return f"，{first}，{number_words(span)}" if span.length else "，当天办结"


def _middle(sum_: Sum, year: int) -> list[str]:
    if sum_.span.unit in (Unit.WD, Unit.WORK_HOUR):
        return _counted_words(sum_, year)
    nominal = sum_.due.nominal_on
    if nominal is None:
        return []
    rolled = [step for step in sum_.steps if step.kind == "rolled"]
    if not rolled:
        return []
    last = day_zh(nominal, this_year=year, weekday=True)
    return [f"最后一天是{last}，{_stretch_words(rolled, year)}不上班，顺延到休息后的第一天"]


def _counted_words(sum_: Sum, year: int) -> list[str]:
    counted = [step.day for step in sum_.steps if step.kind != "skipped"]
    made_up = [step.day for step in sum_.steps if step.kind == "made_up"]
    skipped = [step for step in sum_.steps if step.kind == "skipped"]
    parts = []
    if sum_.span.unit == Unit.WD and counted:
        parts.append(f"计入{_day_list(counted, year)}")
    if made_up:
        parts.append(f"{_day_list(made_up, year, weekday=True)}调休上班，计入")
    if skipped:
        parts.append(f"跳过{_stretch_words(skipped, year)}")
    return parts


def _day_list(days: list[date], year: int, *, weekday: bool = False) -> str:
    if len(days) > _LISTED:
        first, last = (day_zh(day, this_year=year) for day in (days[0], days[-1]))
        return f"{first}到{last}之间的{len(days)}个工作日"
    return "、".join(day_zh(day, this_year=year, weekday=weekday) for day in days)


def _stretch_words(steps: Iterable[Step], year: int) -> str:
    """9月26日至9月27日（周末）、10月1日至10月7日（国庆节）: neighbouring days with one reason are told
    together.
    """
    parts = []
    numbered = list(enumerate(steps))
    for (name, _), group in groupby(
        numbered, key=lambda item: (item[1].name, item[1].day - timedelta(item[0]))
    ):
        days = [step.day for _, step in group]
        text = day_zh(days[0], this_year=year)
        if len(days) > 1:
            text += f"至{day_zh(days[-1], this_year=year)}"
        parts.append(f"{text}（{name}）")
    if len(parts) > _LISTED:
        return f"{parts[0]}等{len(numbered)}个休息日"
    return "、".join(parts)


def _pause_words(pause: Pause, year: int) -> str:
    since, until = (moment.astimezone(ZONE).date() for moment in (pause.since, pause.until))
    return f"{day_zh(since, this_year=year)}至{day_zh(until, this_year=year)}暂停，不计"


def closing_words(span: Span) -> str:
    """How the last day ends, for the list of rules."""
    if span.unit in (Unit.HOUR, Unit.WORK_HOUR, Unit.GIVEN):
        return ""
    return "到当天24:00" if span.day_end == DayEnd.MIDNIGHT else f"到当天{span.hours.close:%H:%M}下班"


_WHO = {
    "handler": "经办人",
    "lead": "负责人",
    "next_tier": "上一级",
    "supervision": "督办",
    "parties": "当事人",
}


def reminder_words(specs: Sequence[Mapping[str, Any]]) -> list[str]:
    """过50%提醒经办人 / 到期提醒负责人、上一级 / 第7天提醒当事人, one line a moment."""
    return [
        f"{_moment_words(spec)}提醒{'、'.join(_WHO.get(who, who) for who in spec['to'])}" for spec in specs
    ]


def _moment_words(spec: Mapping[str, Any]) -> str:
    if "share" in spec:
        return f"过{Decimal(str(spec['share'])) * 100:.0f}%"
    if "day" in spec:
        return f"第{spec['day']}天" if spec["day"] else "当天"
    if "late" in spec:
        return f"超{spec['late']}天"
    return "到期" if "due" in spec else f"超{spec['after_wd']}个工作日"
