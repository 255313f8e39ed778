"""Which points of a route are due on a day, and what was done: the arithmetic of patrols."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.clocks.calendar import WorkCalendar
from grids.models import PatrolCheck, PatrolPoint

_DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    return day - day.weekday() * _DAY


@dataclass(frozen=True)
class Week:
    """The working days of the week that a day lies in, make-up days with them."""

    day: date
    workdays: tuple[date, ...]

    @classmethod
    def of(cls, day: date, calendar: WorkCalendar) -> "Week":
        first = monday_of(day)
        days = (first + number * _DAY for number in range(7))
        return cls(day, tuple(one for one in days if calendar.is_workday(one)))

    @property
    def is_workday(self) -> bool:
        return self.day in self.workdays

    def owed(self, weekly: int) -> int:
        """How many looks a key point should have had by the end of the day: spread evenly over the working days."""
        if not self.is_workday:
            return 0
        passed = self.workdays.index(self.day) + 1
        return passed * weekly // len(self.workdays)


def is_due(point: PatrolPoint, week: Week, done_before: int) -> bool:
    """Whether the point should be looked at on the day: each on a working day, a key point when it falls behind."""
    if not week.is_workday or week.day < point.since:
        return False
    return point.weekly is None or done_before < week.owed(point.weekly)


def due_points(points: Iterable[PatrolPoint], week: Week, looked: Mapping[int, Collection[date]]) -> set[int]:
    """Ids of the points due on the day; `looked` says on which days of the week each was looked at."""
    return {
        point.pk
        for point in points
        if is_due(point, week, sum(one < week.day for one in looked.get(point.pk, ())))
    }


def looked_days(grid_ids: Iterable[int], day: date) -> dict[int, set[date]]:
    """By point: the days of that week, up to the day, on which somebody of the grid looked at it. One query."""
    rows = PatrolCheck.objects.filter(
        patrol__grid_id__in=list(grid_ids), patrol__day__range=(monday_of(day), day)
    ).values_list("point_id", "patrol__day")
    found: dict[int, set[date]] = defaultdict(set)
    for point_id, on in rows:
        found[point_id].add(on)
    return found
