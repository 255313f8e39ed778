"""Dates, spans and masked names in the words people use. Pure; templates reach them through the `ui` tags."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from core.privacy import mask_name, mask_phone

__all__ = ["due_words", "local_date", "local_dt", "mask_name", "mask_phone", "near_dt", "span_words"]

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
# Below this, minutes still decide what a person does next (「剩2小时10分」).
_MINUTES_MATTER = 6 * _HOUR
# Below this, hours say more than days (「超21小时」, 「剩36小时」).
_HOURS_MATTER = 2 * _DAY


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def local_date(day: date | datetime | None, *, today: date | None = None) -> str:
    """1月6日; with the year when it is not this year."""
    if day is None:
        return ""
    plain = local(day).date() if isinstance(day, datetime) else day
    today = today or timezone.localdate()
    words = f"{plain.month}月{plain.day}日"
    return words if plain.year == today.year else f"{plain.year}年{words}"


def local_dt(moment: datetime | None, *, today: date | None = None) -> str:
    """1月6日10:12; with the year when it is not this year."""
    if moment is None:
        return ""
    return f"{local_date(moment, today=today)}{local(moment):%H:%M}"


def near_dt(moment: datetime | None, *, today: date | None = None) -> str:
    """今天10:12 / 昨天16:20 / 明天09:00, else as local_dt."""
    if moment is None:
        return ""
    today = today or timezone.localdate()
    near = {0: "今天", -1: "昨天", 1: "明天"}.get((local(moment).date() - today).days)
    return f"{near}{local(moment):%H:%M}" if near else local_dt(moment, today=today)


def span_words(span: timedelta) -> str:
    """A length of time, rounded down to what matters: 40分钟, 2小时10分, 21小时, 4天."""
    if span < _MINUTE:
        return "不到1分钟"
    if span < _HOUR:
        return f"{span // _MINUTE}分钟"
    if span < _MINUTES_MATTER:
        hours, minutes = span // _HOUR, span % _HOUR // _MINUTE
        return f"{hours}小时{minutes}分" if minutes else f"{hours}小时"
    if span < _HOURS_MATTER:
        return f"{span // _HOUR}小时"
    return f"{span // _DAY}天"


def due_words(due_at: datetime | None, *, now: datetime | None = None) -> str:
    """剩3小时 before the time, 超21小时 after it."""
    if due_at is None:
        return ""
    left = due_at - (now or timezone.now())
    return f"剩{span_words(left)}" if left >= timedelta(0) else f"超{span_words(-left)}"
