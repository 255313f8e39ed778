"""When people of an office do things: on working days, in opening hours."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from core.clocks.calendar import WorkCalendar

_OPEN = ((time(9), time(12)), (time(14, 30), time(18)))
_DAY = timedelta(days=1)


class OfficeHours:
    """Moments in opening hours under one calendar."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar

    def at_work(self, moment: datetime, chance: Random) -> datetime:
        """The moment itself when the office is open, else a little after it opens next."""
        local = timezone.localtime(moment)
        for _ in range(40):
            if self.calendar.is_workday(local.date()):
                for opens, closes in _OPEN:
                    if opens <= local.time() < closes:
                        return local
                    if local.time() < opens:
                        begin = local.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0)
                        return begin + timedelta(minutes=chance.randint(2, 75), seconds=chance.randint(0, 59))
            local = (local + _DAY).replace(hour=0, minute=0, second=0, microsecond=0)
        raise ValueError("no working day within forty days")

    def workdays_later(self, moment: datetime, days: int, chance: Random) -> datetime:
        """Some time in opening hours of the n-th working day after."""
        local = timezone.localtime(moment)
        day = self.calendar.add_workdays(local.date(), days)
        hour = chance.choice((9, 10, 11, 14, 15, 16, 17))
        begin = datetime.combine(day, time(hour), tzinfo=local.tzinfo)
        return self.at_work(begin + timedelta(minutes=chance.randint(0, 55)), chance)

    def workdays_ago(self, moment: datetime, days: int, chance: Random) -> datetime:
        """Some time in opening hours of the n-th working day before."""
        day = timezone.localtime(moment).date()
        for _ in range(days):
            day = self.calendar.previous_workday(day)
        if days == 0 and not self.calendar.is_workday(day):
            day = self.calendar.previous_workday(day)
        hour = chance.choice((9, 10, 11, 14, 15, 16))
        begin = datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone())
        return self.at_work(begin + timedelta(minutes=chance.randint(0, 55)), chance)
