"""Which months a report is about, and how its address says it: 2026-03, 2026-Q1, 2026."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dashboard.glance.ask import month_before

NAMES = {1: "月报", 3: "季报", 12: "年报"}
_FORMS = (
    (1, re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    (3, re.compile(r"(\d{4})-Q([1-4])")),
    (12, re.compile(r"(\d{4})()")),
)
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Period:
    """Whole months from `since` on; `months` is 1, 3 or 12."""

    since: date
    months: int

    @property
    def until(self) -> date:
        """The first day after it."""
        return month_before(self.since, -self.months)

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    @property
    def key(self) -> str:
        if self.months == 1:
            return f"{self.since:%Y-%m}"
        return f"{self.since.year}-Q{self.since.month // 3 + 1}" if self.months == 3 else f"{self.since.year}"

    @property
    def words(self) -> str:
        """2026年3月 / 2026年第1季度 / 2026年."""
        if self.months == 1:
            return f"{self.since.year}年{self.since.month}月"
        return f"{self.since.year}年" + (f"第{self.since.month // 3 + 1}季度" if self.months == 3 else "")

    @property
    def name(self) -> str:
        return NAMES[self.months]

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its beginning and its end as moments of the office's clock."""
        start, end = (
            timezone.make_aware(datetime.combine(day, time.min)) for day in (self.since, self.until)
        )
        return start, end

    def is_over(self, today: date) -> bool:
        return self.until <= today


def period_of(key: str) -> Period | None:
    """The period that an address names; None for anything else."""
    for months, form in _FORMS:
        if (found := form.fullmatch(key)) and int(found[1]) >= FIRST_YEAR:
            number = int(found[2] or 1)
            return Period(date(int(found[1]), (number - 1) * (3 if months == 3 else 1) + 1, 1), months)
    return None


def periods(first: date, today: date) -> list[Period]:
    """Months of the last two years, quarters and years with figures, the newest first of each."""
    found: list[Period] = []
    for months, most in ((1, 24), (3, 8), (12, 10)):
        since = date(today.year, (today.month - 1) // months * months + 1, 1)
        for _ in range(most):
            one = Period(since, months)
            if one.until <= first:
                break
            found.append(one)
            since = month_before(since, months)
    return found
