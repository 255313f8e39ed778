"""Counting the days of patrols, and letting go of what is older than ninety days (domain.md H6)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.audit.actions import record
from core.clocks.store import load_calendar
from core.files.actions import erase_photos
from grids.models import Grid, Patrol, PatrolCheck, PatrolDay, PatrolPoint
from grids.selectors.patrolling import Week, due_points, looked_days

KEPT_DAYS = 90
LOOK_BACK = 7
CHECKS = "patrol_check"


def count_day(grid: Grid, day: date) -> PatrolDay:
    """Write how many points of the grid were done of those due. A point done though it was not due counts on both
    sides, so that nobody does less by doing more."""
    points = PatrolPoint.objects.filter(route__grid=grid, is_active=True)
    looked = looked_days([grid.pk], day)
    due = due_points(points, Week.of(day, load_calendar()), looked)
    done = {point_id for point_id, days in looked.items() if day in days}
    row, _ = PatrolDay.objects.update_or_create(
        grid=grid, day=day, defaults={"points_due": len(due | done), "points_done": len(done)}
    )
    return row


def close_days(*, now: datetime | None = None) -> int:
    """Write the count of the last days for every grid that had points due and ticked none; returns how many rows.

    Nightly and idempotent; a week back, so that a night on which the machine stood still loses nothing."""
    today = timezone.localdate(now or timezone.now())
    calendar = load_calendar()
    days = [today - timedelta(days=number) for number in range(LOOK_BACK, 0, -1)]
    return sum(_close(Week.of(day, calendar)) for day in days if calendar.is_workday(day))


def _close(week: Week) -> int:
    counted = PatrolDay.objects.filter(day=week.day).values("grid_id")
    grids = Grid.objects.active(week.day).exclude(pk__in=counted)
    points: dict[int, list[PatrolPoint]] = {}
    for point in PatrolPoint.objects.active().filter(route__grid__in=grids).select_related("route"):
        points.setdefault(point.route.grid_id, []).append(point)
    looked = looked_days(points, week.day)
    due = {grid_id: len(due_points(of_grid, week, looked)) for grid_id, of_grid in points.items()}
    rows = [
        PatrolDay(grid_id=grid_id, day=week.day, points_due=number, points_done=0)
        for grid_id, number in due.items()
        if number
    ]
    return len(PatrolDay.objects.bulk_create(rows, ignore_conflicts=True))


def purge_patrols(*, now: datetime | None = None) -> int:
    """Delete every check-in, log and photo of patrols older than ninety days; the grids' day counts stay.

    Returns how many patrols went. Nightly and idempotent; the ledger keeps the number, not the steps."""
    now = now or timezone.now()
    before = timezone.localdate(now) - timedelta(days=KEPT_DAYS)
    with transaction.atomic():
        old = list(Patrol.objects.before(before).select_for_update(no_key=True).values_list("pk", flat=True))
        if not old:
            return 0
        checks = PatrolCheck.objects.filter(patrol__in=old)
        erase_photos(CHECKS, checks.values_list("pk", flat=True))
        checks.delete()
        Patrol.objects.filter(pk__in=old).delete()
        PatrolPoint.objects.filter(is_active=False, checks__isnull=True).delete()
        detail = {"patrols": len(old), "before": before.isoformat()}
        record("patrol.purge", actor=None, detail=detail, now=now)
    return len(old)
