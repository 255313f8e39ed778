"""Template filters of the pages about limits: `{% load clocks %}`."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template

from core.clocks.words import day_zh, format_due

register = template.Library()


@register.filter
def of_code(counts: Mapping[str, int], code: str) -> int:
    return counts.get(code, 0)


@register.filter
def day_words(day: date) -> str:
    """2027年2月5日（星期五）"""
    return day_zh(day, weekday=True)


@register.filter
def short_day(day: date) -> str:
    """2月5日"""
    return day_zh(day, this_year=day.year)


@register.filter
def due_moment(due_at: datetime) -> str:
    """2027年2月4日24:00"""
    return format_due(due_at)
