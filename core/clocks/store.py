"""The calendar as it stands in the database, and the lock that keeps it still while clocks are worked out."""

from datetime import date

from django.db import connection
from django.db.transaction import TransactionManagementError

from core.clocks.calendar import Override, WorkCalendar
from core.clocks.models import HolidayOverride

# Shared by every change of a clock, exclusive for a change of the calendar. With it (1) no clock can be worked
# out under a calendar that is being replaced, and (2) whoever changes the calendar finds no clock row locked,
# so that it may lock them all in any order without closing a circle of waiting.
CALENDAR_LOCK = 0x0C10C5


def hold_calendar() -> None:
    """Keep the calendar still until the end of the transaction, which there must be. Cheap, and may be taken again."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a clock is set inside the transaction of its act")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CALENDAR_LOCK])


def claim_calendar() -> None:
    """Wait until nobody works with clocks, then keep them out until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALENDAR_LOCK])


def load_calendar() -> WorkCalendar:
    """The calendar of now. The table has a few dozen rows a year at most."""
    rows = HolidayOverride.objects.values_list("date", "kind", "name")
    return WorkCalendar({day: Override(kind, name) for day, kind, name in rows})


def overrides_of(year: int) -> dict[date, HolidayOverride]:
    """The year's own rows, by date."""
    return {
        row.date: row for row in HolidayOverride.objects.filter(date__year=year).select_related("created_by")
    }
