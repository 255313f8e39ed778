"""What the pages of patrols show, each in a fixed number of queries."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.clocks.store import load_calendar
from core.files.models import StoredFile
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.models import Grid, Hazard, Patrol, PatrolCheck, PatrolDay, PatrolPoint
from grids.querysets_field import STREET_READERS
from grids.scope import Scope
from grids.selectors.patrolling import Week, due_points, is_due, looked_days

CHECKS = "patrol_check"


@dataclass(frozen=True)
class Stop:
    """One point of today's list."""

    point: PatrolPoint
    check: PatrolCheck | None
    is_due: bool
    looked_this_week: int
    is_mine: bool

    @property
    def left_this_week(self) -> int:
        return max((self.point.weekly or 0) - self.looked_this_week, 0)


@dataclass
class Walk:
    """Today's route of one grid."""

    grid: Grid
    stops: list[Stop] = field(default_factory=list)
    patrol: Patrol | None = None

    @property
    def due(self) -> list[Stop]:
        return [one for one in self.stops if one.check is None and one.is_due]

    @property
    def later(self) -> list[Stop]:
        """Not due today: key points that have had their looks or may wait."""
        return [one for one in self.stops if one.check is None and not one.is_due]

    @property
    def done(self) -> list[Stop]:
        return [one for one in self.stops if one.check is not None]

    @property
    def total(self) -> int:
        return len(self.due) + len(self.done)


def walks_of(user: Any, day: date, grid_ids: Iterable[int] | None = None) -> list[Walk]:
    """Today's routes of the grids that the person serves: points, their week, what was ticked. Five queries."""
    scope = Scope.of(user)
    mine = scope.grids_as(Role.GRID_WORKER) or scope.grids_as(*GRID_ROLES)
    wanted = mine if grid_ids is None else scope.grids_as(*GRID_ROLES) & set(grid_ids)
    grids = {grid.pk: grid for grid in Grid.objects.filter(pk__in=wanted, is_active=True).order_by("code")}
    points = (
        PatrolPoint.objects.active()
        .filter(route__grid__in=grids)
        .select_related("route", "place__parent", "checklist")
    )
    looked = looked_days(grids, day)
    checks = PatrolCheck.objects.filter(patrol__grid__in=grids, patrol__day=day)
    ticked: dict[int, PatrolCheck] = {}
    for check in checks.select_related("patrol", "hazard").order_by("at"):
        # One's own tick first: it is the one that can be taken back.
        if check.point_id not in ticked or check.patrol.worker_id == user.pk:
            ticked[check.point_id] = check
    week, walks = Week.of(day, load_calendar()), {pk: Walk(grid) for pk, grid in grids.items()}
    for point in points:
        days, seen = looked.get(point.pk, set()), ticked.get(point.pk)
        due = is_due(point, week, sum(one < day for one in days))
        own = seen is not None and seen.patrol.worker_id == user.pk
        walks[point.route.grid_id].stops.append(Stop(point, seen, due, len(days), own))
    for patrol in Patrol.objects.filter(grid__in=grids, worker=user, day=day):
        walks[patrol.grid_id].patrol = patrol
    return list(walks.values())


@dataclass(frozen=True)
class WalkCount:
    """How far today's walk of one grid has come."""

    grid: Grid
    done: int
    total: int


def counts_today(user: Any, day: date) -> list[WalkCount]:
    """For the workbench: points done of points due in the grids that the person walks as their worker. Three queries."""
    mine = Scope.of(user).grids_as(Role.GRID_WORKER)
    points = list(PatrolPoint.objects.active().filter(route__grid__in=mine).select_related("route__grid"))
    looked, week = looked_days(mine, day), Week.of(day, load_calendar())
    due, done = due_points(points, week, looked), {pk for pk, days in looked.items() if day in days}
    found: dict[int, WalkCount] = {}
    for grid in {point.route.grid_id: point.route.grid for point in points}.values():
        own = {point.pk for point in points if point.route.grid_id == grid.pk}
        found[grid.pk] = WalkCount(grid, len(own & done), len(own & (due | done)))
    return sorted(found.values(), key=lambda one: one.grid.code)


@dataclass(frozen=True)
class DayCell:
    """One day of the month's page."""

    day: date
    is_workday: bool
    is_future: bool
    count: PatrolDay | None

    @property
    def words(self) -> str:
        if self.count is None:
            return "" if self.is_future or not self.is_workday else "没有记录"
        if not self.count.points_done:
            return f"没有查（应查{self.count.points_due}处）"
        if self.count.is_complete:
            return f"都查了 {self.count.points_done}处"
        return f"查了 {self.count.points_done}/{self.count.points_due}处"

    @property
    def mark(self) -> str:
        if self.count is None:
            return ""
        return "✓" if self.count.is_complete else "◐" if self.count.points_done else "–"


@dataclass(frozen=True)
class Month:
    """The days of a grid in one month, by weeks that begin on Monday."""

    first: date
    weeks: list[list[DayCell | None]]
    days_done: int
    days_due: int

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


def month_of(grid: Grid, first: date, today: date) -> Month:
    """Days done of days due: a day counts as done when every point due was looked at. Two queries."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    counted = {row.day: row for row in PatrolDay.objects.filter(grid=grid, day__range=(first, last))}
    days = load_calendar()
    weeks: list[list[DayCell | None]] = []
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        cells = [
            DayCell(day, days.is_workday(day), day > today, counted.get(day))
            if day.month == first.month
            else None
            for day in week
        ]
        weeks.append(cells)
    due = [row for row in counted.values() if row.points_due]
    return Month(first, weeks, sum(row.is_complete for row in due), len(due))


def grids_for(user: Any, *, community_id: int | None = None) -> "QuerySet[Grid]":
    """Grids whose days the person sees, by place and never by result."""
    scope = Scope.of(user)
    grids = Grid.objects.active().select_related("community").order_by("community__code", "code")
    if community_id is not None:
        grids = grids.filter(community_id=community_id)
    if scope.street_roles & STREET_READERS:
        return grids
    own = Q(community_id__in=scope.communities_as(*COMMUNITY_ROLES)) | Q(pk__in=scope.grids_as(*GRID_ROLES))
    return grids.filter(own)


@dataclass(frozen=True)
class GridMonth:
    """A grid's line on the overview."""

    grid: Grid
    points: int
    days_done: int
    days_due: int


def overview(grids: Iterable[Grid], first: date) -> list[GridMonth]:
    """Points of the route and days of the month, by grid. Two queries."""
    wanted = list(grids)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    active = PatrolPoint.objects.active().filter(route__grid__in=wanted)
    points = dict(active.order_by().values_list("route__grid_id").annotate(Count("pk")))
    rows = PatrolDay.objects.filter(grid__in=wanted, day__range=(first, last), points_due__gt=0)
    complete = Count("pk", filter=Q(points_done=F("points_due")))
    counted = rows.order_by().values("grid_id").annotate(done=complete, due=Count("pk"))
    days = {row["grid_id"]: (row["done"], row["due"]) for row in counted}
    return [GridMonth(one, points.get(one.pk, 0), *days.get(one.pk, (0, 0))) for one in wanted]


@dataclass(frozen=True)
class LogLine:
    """One point of a printed day."""

    check: PatrolCheck
    photos: int


@dataclass(frozen=True)
class DayLog:
    """The day's log of a grid as the person may read it: every worker's walk of that day."""

    patrols: list[tuple[Patrol, list[LogLine]]]


def day_log(user: Any, grid: Grid, day: date) -> DayLog:
    """Three queries."""
    patrols = list(
        Patrol.objects.visible_to(user).filter(grid=grid, day=day).select_related("worker").order_by("pk")
    )
    lines = lines_of(patrols)
    return DayLog([(patrol, lines.get(patrol.pk, [])) for patrol in patrols])


def lines_of(patrols: Sequence[Patrol]) -> dict[int, list[LogLine]]:
    """The points of each patrol by the time of day. Two queries."""
    checks = list(
        PatrolCheck.objects.filter(patrol__in=patrols)
        .select_related("point__place__parent", "hazard")
        .order_by("at", "pk")
    )
    photos = StoredFile.objects.filter(
        subject_kind=CHECKS, subject_id__in=[one.pk for one in checks], removed_at=None
    )
    counts = dict(photos.order_by().values_list("subject_id").annotate(Count("pk")))
    lines: dict[int, list[LogLine]] = {}
    for check in checks:
        lines.setdefault(check.patrol_id, []).append(LogLine(check, counts.get(check.pk, 0)))
    return lines


@dataclass(frozen=True)
class GridField:
    """What the page of a grid says of its field work."""

    points: int
    days_done: int
    days_due: int
    open_hazards: int


def field_of(grid: Grid, today: date) -> GridField:
    """Points of the route, days of this month, open hazards: one query."""
    days = PatrolDay.objects.filter(grid=OuterRef("pk"), day__gte=today.replace(day=1), points_due__gt=0)
    counted = Grid.objects.filter(pk=grid.pk).values_list(
        _number(PatrolPoint.objects.active().filter(route__grid=OuterRef("pk"))),
        _number(days.filter(points_done=F("points_due"))),
        _number(days),
        _number(Hazard.objects.open().filter(grid=OuterRef("pk"))),
    )
    return GridField(*counted.get())


def _number(rows: "QuerySet[Any]") -> Coalesce:
    """How many rows, as a subquery."""
    alone = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(alone), 0)
