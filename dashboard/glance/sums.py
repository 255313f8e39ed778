"""The numbers behind the page: one pass over the sums, one over the calendar, one over what is open now."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from core.clocks.store import load_calendar
from dashboard.figures.rollups import rows_of
from dashboard.glance.ask import Asked, Span, year_ago
from dashboard.models import CaseDay, CaseMonth, DayTotal, PlaceMonth, UnitMonth, WayMonth
from disputes.choices import OPEN_STATES

Place = tuple[int, str]
Counts = Counter[str]
WORKDAYS_AHEAD = 5
# Days a case has been open: up to and with the first number.
AGES: tuple[tuple[int, str], ...] = (
    (2, "2天以内"),
    (7, "3–7天"),
    (15, "8–15天"),
    (30, "16–30天"),
    (0, "30天以上"),
)


@dataclass
class Sums:
    """Figures of a span and of the one before; places as community > estate > grid; ways as tier > source and result."""

    now: Counts = field(default_factory=Counter)
    before: Counts = field(default_factory=Counter)
    places: dict[tuple[Place, Place, Place], int] = field(default_factory=dict)
    sources: dict[tuple[int, str], int] = field(default_factory=dict)
    results: dict[tuple[int, str], int] = field(default_factory=dict)


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_SUMS = ", ".join(f"sum(m.{name})" for name in CaseMonth.SUMS)
_NONE = ", ".join("NULL::bigint" for _ in CaseMonth.SUMS[1:])
# All columns of the span and of the one before, what lay where, and which way the closed ones went.
_MONTHS = """
WITH here AS (
    SELECT m.community, m.estate, m.grid, sum(m.registered) AS registered
    FROM {places} AS m WHERE m.month >= %(since)s AND m.month < %(until)s AND {narrow} GROUP BY 1, 2, 3
), ways AS (
    SELECT GROUPING(m.source) = 0 AS is_source, m.tier, m.source, m.result, sum(m.closed) AS closed
    FROM {ways} AS m WHERE m.month >= %(since)s AND m.month < %(until)s AND {narrow}
    GROUP BY GROUPING SETS ((m.tier, m.source), (m.tier, m.result))
)
SELECT CASE WHEN m.month >= %(since)s THEN 'now' ELSE 'before' END, NULL, NULL, NULL, NULL, NULL, NULL, {sums}
FROM {places} AS m WHERE m.month >= %(before)s AND m.month < %(until)s AND {narrow} GROUP BY 1
UNION ALL
SELECT 'place', p.community, c.name, p.estate, e.name, p.grid, g.name, p.registered, {none}
FROM here p LEFT JOIN grids_area c ON c.id = p.community LEFT JOIN grids_area e ON e.id = p.estate
    LEFT JOIN grids_grid g ON g.id = p.grid WHERE p.registered <> 0
UNION ALL
SELECT CASE WHEN is_source THEN 'source' ELSE 'result' END, tier, CASE WHEN is_source THEN source ELSE result END,
    NULL, NULL, NULL, NULL, closed, {none}
FROM ways WHERE closed <> 0
"""


def sums(asked: Asked) -> Sums:
    """Everything that happened in the span, and its plain numbers in the span before. One query: of all kinds by the
    rollups, by place_month_once and way_month_once; of one kind or a grid by case_month_span and case_month_grid."""
    narrow, values = asked.case_narrow("m.")
    span: Span = asked.span
    fine = bool(asked.kind or asked.whose.grids)
    places, ways = (CaseMonth._meta.db_table if fine else rows_of(one) for one in (PlaceMonth, WayMonth))
    sql = _MONTHS.format(sums=_SUMS, none=_NONE, narrow=narrow, places=places, ways=ways)
    values |= {"since": span.since, "until": span.until, "before": span.before.since}
    found = Sums()
    for part, key, name, estate, estate_name, grid, grid_name, n, *rest in _rows(sql, values):
        if part in ("now", "before"):
            counts = dict(zip(CaseMonth.SUMS, (n, *rest), strict=True))
            (found.now if part == "now" else found.before).update(counts)
        elif part == "place":
            found.places[(key, name or ""), (estate, estate_name or ""), (grid, grid_name or "")] = n
        else:
            (found.sources if part == "source" else found.results)[key, name] = n
    return found


def by_day(asked: Asked) -> dict[date, int]:
    """Cases registered on each day of the last twelve months. One query, by day_total_once or case_day_span."""
    if not (asked.whose.street or asked.whose.communities):
        return {}
    parts = ["day >= %(since)s"]
    values: dict[str, Any] = {"since": year_ago(asked.today)}
    if not asked.whose.street:
        parts.append("community = ANY(%(communities)s)")
        values["communities"] = list(asked.whose.communities)
    if asked.community is not None:
        parts.append("community = %(community)s")
        values["community"] = asked.community
    if asked.kind:
        parts.append("cause = ANY(%(kinds)s)")
        values["kinds"] = asked.kinds
    days = CaseDay._meta.db_table if asked.kind else rows_of(DayTotal)
    sql = f"SELECT day, sum(registered) FROM {days} AS d WHERE {' AND '.join(parts)} GROUP BY 1"  # noqa: S608
    return dict(_rows(sql, values))


@dataclass
class Open:
    """What lies open at this moment."""

    total: int = 0
    overdue: int = 0
    due_soon: int = 0
    paused: int = 0
    by_tier: Counts = field(default_factory=Counter)
    ages: Counts = field(default_factory=Counter)
    # Work of the next working days by the day it is due.
    load: dict[date, int] = field(default_factory=dict)


_OPEN = """
SELECT tier, state = 'suspended', due_at <= %(now)s, due_at > %(now)s AND yellow_at <= %(now)s,
    CASE WHEN due_at > %(now)s AND due_at < %(end)s THEN (due_at AT TIME ZONE %(zone)s - interval '1 microsecond')::date END,
    CASE {ages} END, count(*)
FROM (SELECT d.*, d.community_id AS community, d.grid_id AS grid FROM disputes_dispute d) AS d
WHERE state = ANY(%(states)s) AND {narrow} GROUP BY 1, 2, 3, 4, 5, 6
"""


def open_now(asked: Asked, now: datetime) -> Open:
    """Open cases by tier, light, age and day; by dispute_state_due. Two queries, one of them for the working days."""
    narrow, values = asked.case_narrow("d.")
    days = next_workdays(asked.today)
    age = "%(now)s - d.registered_at"
    ages = " ".join(
        f"WHEN {age} < interval '{limit + 1} days' THEN {at}" for at, (limit, _) in enumerate(AGES[:-1])
    )
    values |= {
        "now": now, "zone": settings.TIME_ZONE, "states": [state.value for state in OPEN_STATES],
        "end": datetime.combine(days[-1] + timedelta(days=1), datetime.min.time(), now.tzinfo),
    }  # fmt: skip
    found = Open()
    due: dict[date, int] = defaultdict(int)
    for tier, paused, late, soon, day, at, n in _rows(
        _OPEN.format(ages=f"{ages} ELSE {len(AGES) - 1}", narrow=narrow), values
    ):
        found.total += n
        found.overdue += n if late else 0
        found.due_soon += n if soon else 0
        found.paused += n if paused else 0
        found.by_tier[tier] += n
        found.ages[AGES[at][1]] += n
        if day is not None:
            due[next((one for one in days if one >= day), day)] += n
    found.load = {day: due[day] for day in days}
    return found


def next_workdays(today: date) -> list[date]:
    """Today, if the office works, and the days after it on which it does: five."""
    calendar, day = load_calendar(), today
    found: list[date] = []
    while len(found) < WORKDAYS_AHEAD:
        if calendar.is_workday(day):
            found.append(day)
        day += timedelta(days=1)
    return found


@dataclass(frozen=True)
class UnitSums:
    """One department's numbers of a span."""

    name: str
    counts: Counts


_UNITS = """
SELECT d.name, {sums}
FROM dashboard_unitmonth u JOIN grids_department d ON d.id = u.department
WHERE u.month >= %(since)s AND u.month < %(until)s AND {narrow}
GROUP BY d.id, d.name ORDER BY d.id
"""
_UNIT_SUMS = ", ".join(f"sum(u.{name})" for name in UnitMonth.SUMS)


def units(asked: Asked) -> list[UnitSums]:
    """Departments in their own order, never as a ranking. One query."""
    parts: list[str] = []
    values: dict[str, Any] = {"since": asked.span.since, "until": asked.span.until}
    if not asked.whose.street:
        parts.append("(u.community = ANY(%(communities)s) OR u.department = ANY(%(departments)s))")
        values |= {
            "communities": list(asked.whose.communities), "departments": list(asked.whose.departments),
        }  # fmt: skip
    if asked.community is not None:
        parts.append("u.community = %(community)s")
        values["community"] = asked.community
    rows = _rows(_UNITS.format(sums=_UNIT_SUMS, narrow=" AND ".join(parts) or "true"), values)
    return [UnitSums(name, Counter(dict(zip(UnitMonth.SUMS, rest, strict=True)))) for name, *rest in rows]
