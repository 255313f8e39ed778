"""How many days before a meeting things are due: rows of the table of limits that no clock counts."""

from datetime import date, timedelta

from core.clocks.models import DeadlineRule

TOPICS, PAPERS = "meeting.topics", "meeting.papers"
_SHIPPED = {TOPICS: 10, PAPERS: 3}
# The invitation leaves by itself this long before, if nobody sent it.
CALL_DAYS = 14
# Members are reminded on these days before the meeting.
REMIND_DAYS = (3, 1)
# From a proposed date on: time for topics, invitation and papers.
LEAD_DAYS = 15
# A regular meeting is looked for from this day of its period on.
FIRST_DAYS = 20
# A public notice hangs this long at least (居民委员会组织法 art. 34).
NOTICE_DAYS = 15


def days_before(code: str) -> int:
    """The office's number of days for `code` (domain.md E3)."""
    rule = DeadlineRule.objects.current().filter(code=code).first()
    return int(rule.length) if rule is not None and rule.length else _SHIPPED[code]


def last_day(held_on: date, code: str) -> date:
    """The last day on which it is in time for a meeting on `held_on`."""
    return held_on - timedelta(days=days_before(code))
