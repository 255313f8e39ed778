"""The register's own periods: rules of the office (core.clocks), worked out to days that the rows keep (domain.md B12).

A row keeps the day that the rule of the time gave; changing a rule later moves nobody's day."""

from datetime import date, datetime, time

from django.utils import timezone

from core.clocks.counting import count
from core.clocks.models import DeadlineRule
from core.clocks.store import load_calendar
from core.clocks.words import due_day

CONFIRM = "register.confirm"
ENTRY = "register.entry"
HIDE = "register.hide"
ERASE = "register.erase"
MERGE_UNDO = "register.merge_undo"
RENTAL_CHECK = "register.rental_check"


def day_after(code: str, day: date) -> date:
    """The last day of the rule's period that began on the day."""
    rule: DeadlineRule = DeadlineRule.objects.current().get(code=code)
    start = timezone.make_aware(datetime.combine(day, time.min))
    return due_day(count(rule.span(), start, load_calendar()).due_at)


def lateness(learned_on: date | None, today: date) -> str:
    """变动后第5个工作日才登记: said on the timeline when an entry came later than the rule asks; else empty."""
    if learned_on is None or learned_on >= today:
        return ""
    last = day_after(ENTRY, learned_on)
    if today <= last:
        return ""
    late = load_calendar().workdays_between(last, today)
    return f"得知变动是{learned_on.month}月{learned_on.day}日，晚了{late}个工作日登记" if late else ""
