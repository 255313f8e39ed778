"""The numbers behind the page: one pass over the sums, one over the calendar, one over what is open now."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from core.clocks.store import load_calendar
from dashboard.glance.ask import Asked, Span, year_ago
from dashboard.models import CaseMonth
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


_SUMS = ", ".join(f"sum(m.{name}) AS {name}" for name in CaseMonth.SUMS)
_MONTHS = """
SELECT part, span, community, c.name, estate, e.name, grid, g.name, source, tier, result, {names}
FROM (
    SELECT grouping(m.community, m.source, m.result) AS part, m.month >= %(since)s AS span,
        m.community, m.estate, m.grid, m.source, m.tier, m.result, {sums}
    FROM dashboard_casemonth m
    WHERE m.month >= %(before)s AND m.month < %(until)s AND {narrow}
    GROUP BY GROUPING SETS ((2), (2, 3, 4, 5), (2, 7, 6), (2, 7, 8))
) AS found
LEFT JOIN grids_area c ON c.id = community
LEFT JOIN grids_area e ON e.id = estate
LEFT JOIN grids_grid g ON g.id = grid
"""
_ALL, _BY_PLACE, _BY_SOURCE, _BY_RESULT = 7, 3, 5, 6


def sums(asked: Asked) -> Sums:
    """Everything that happened in the span, and its plain numbers in the span before. One query, by case_month_span."""
    narrow, values = asked.case_narrow("m.")
    span: Span = asked.span
    sql = _MONTHS.format(names=", ".join(CaseMonth.SUMS), sums=_SUMS, narrow=narrow)
    values |= {"since": span.since, "until": span.until, "before": span.before.since}
    found = Sums()
    for part, is_now, *rest in _rows(sql, values):
        community, estate, grid = ((rest[at], rest[at + 1] or "") for at in (0, 2, 4))
        source, tier, result = rest[6:9]
        counts = Counter(dict(zip(CaseMonth.SUMS, rest[9:], strict=True)))
        if part == _ALL:
            (found.now if is_now else found.before).update(counts)
        elif not is_now:
            continue
        elif part == _BY_PLACE and counts["registered"]:
            found.places[community, estate, grid] = counts["registered"]
        elif part == _BY_SOURCE and counts["closed"]:
            found.sources[tier, source] = counts["closed"]
        elif part == _BY_RESULT and counts["closed"]:
            found.results[tier, result] = counts["closed"]
    return found


def by_day(asked: Asked) -> dict[date, int]:
    """Cases registered on each day of the last twelve months. One query, by case_day_span."""
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
    sql = f"SELECT day, sum(registered) FROM dashboard_caseday WHERE {' AND '.join(parts)} GROUP BY 1"  # noqa: S608
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
SELECT d.name, sum(called), sum(arrivals), sum(in_time), sum(results), sum(solved), sum(rated), sum(satisfied)
FROM dashboard_unitmonth u JOIN grids_department d ON d.id = u.department
WHERE u.month >= %(since)s AND u.month < %(until)s AND {narrow}
GROUP BY d.id, d.name ORDER BY d.id
"""
UNIT_NAMES = ("called", "arrivals", "in_time", "results", "solved", "rated", "satisfied")


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
    rows = _rows(_UNITS.format(narrow=" AND ".join(parts) or "true"), values)
    return [UnitSums(name, Counter(dict(zip(UNIT_NAMES, rest, strict=True)))) for name, *rest in rows]
