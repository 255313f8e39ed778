"""Dates, due times and remaining time in the words of the screen. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def day_zh(day: date, *, this_year: int | None = None, weekday: bool = False) -> str:
    """2月4日, with its year when that is not `this_year`, and on request with its weekday."""
    text = f"{day.month}月{day.day}日"
    if this_year is None or day.year != this_year:
        text = f"{day.year}年{text}"
    return f"{text}（星期{_WEEKDAYS[day.weekday()]}）" if weekday else text


def due_day(due_at: datetime) -> date:
    """The day that a due time belongs to. The end of a day is kept as 00:00 of the next one."""
    local = due_at.astimezone(ZONE)
    return local.date() - _DAY if local.time() == time.min else local.date()


def due_hour(due_at: datetime) -> str:
    """18:00, or 24:00 for the end of a day."""
    local = due_at.astimezone(ZONE)
    return "24:00" if local.time() == time.min else f"{local:%H:%M}"


def format_due(due_at: datetime, *, this_year: int | None = None) -> str:
    """2月4日24:00: the way people name the end of a day."""
    return f"{day_zh(due_day(due_at), this_year=this_year)}{due_hour(due_at)}"


def length_words(length: timedelta) -> str:
    """4天 / 3小时 / 20分钟: whole units, downwards, never less than a minute."""
    if length >= _DAY:
        return f"{length // _DAY}天"
    if length >= _HOUR:
        return f"{length // _HOUR}小时"
    return f"{max(1, length // timedelta(minutes=1))}分钟"


def remaining_words(due_at: datetime, now: datetime) -> str:
    """剩4天 / 超21小时."""
    return f"剩{length_words(due_at - now)}" if now <= due_at else f"超{length_words(now - due_at)}"


def review_words(paused_at: datetime, review_at: datetime | None) -> str:
    """满7天提醒: how long a pause runs before somebody is reminded of it."""
    return f"满{length_words(review_at - paused_at)}提醒" if review_at else "已暂停"


def finished_words(due_at: datetime, stopped_at: datetime, *, met: bool) -> str:
    """按期 / 逾期2天."""
    if met:
        return "按期"
    return f"逾期{length_words(stopped_at - due_at)}" if stopped_at > due_at else "未办成"


def late_words(late_by: timedelta) -> str:
    """For a reminder that goes out late."""
    return f"晚到{length_words(late_by)}"
