"""The same figures from the timeline, the clocks and the answers themselves, in SQL of its own: the test of the running count.

A line of the timeline says where the case stood then; cause and source never change once a case has its number. Words
that do change (result, track, satisfaction) are the last ones written up to the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from dashboard.figures import terms
from dashboard.figures.folding import hold_figures
from dashboard.figures.rollups import added, folded, summed
from dashboard.models import ROLLUPS, TABLES, CaseDay, CaseMonth, SumTable, Tally, UnitMonth
from disputes.choices import OPEN_STATES
from disputes.engine import KIND as CASE
from disputes.whistles.facts import UNIT_KIND

# The word as it stood after the line `e`.
_WORD = """(SELECT b.changes->'{word}'->>1 FROM disputes_disputeevent b
    WHERE b.dispute_id = e.dispute_id AND b.version <= e.version AND b.changes ? '{word}'
    ORDER BY b.version DESC LIMIT 1)"""
_ACTS = "sum((e.act = ANY(%({name})s))::int) AS {name}"
# A line stands where its case did; lines older than the columns, where it does now.
_LINES = """lines AS (
    SELECT e.*, (e.at AT TIME ZONE %(zone)s)::date AS day, d.cause, d.source,
        coalesce(e.community_id, d.community_id) AS community,
        coalesce(e.estate_id, CASE p.level WHEN 'estate' THEN p.id WHEN 'building' THEN p.parent_id END, 0) AS estate,
        coalesce(e.grid_id, CASE WHEN e.community_id IS NULL THEN d.grid_id END, 0) AS grid,
        e.to_state = ANY(%(open)s) AND NOT e.from_state = ANY(%(open)s) AS opens,
        e.from_state = ANY(%(open)s) AND e.to_state <> '' AND NOT e.to_state = ANY(%(open)s) AS ends,
        e.to_state = 'closed' AS closes
    FROM disputes_disputeevent e
    JOIN disputes_dispute d ON d.id = e.dispute_id
    JOIN grids_area p ON p.id = d.place_id
)"""
_CASE_MONTH = f"""
WITH {_LINES}, ended AS (
    SELECT DISTINCT ON (c.id) c.id, c.code, c.met, e.id AS line
    FROM clocks_clock c
    JOIN disputes_disputeevent e ON e.dispute_id = c.subject_id AND e.at = c.stopped_at AND e.act = ANY(
        CASE c.code WHEN %(contact_clock)s THEN %(contacts)s ELSE %(conclusions)s END)
    WHERE c.subject_kind = %(case)s AND c.code IN (%(contact_clock)s, %(limit_clock)s) AND c.stopped_at IS NOT NULL
    ORDER BY c.id, e.version
), told AS (
    SELECT e.*,
        CASE WHEN e.closes THEN {_WORD.format(word="result")} ELSE '' END AS result,
        CASE WHEN e.closes THEN coalesce({_WORD.format(word="active_track")}, 'people') ELSE '' END AS track,
        CASE WHEN e.act = ANY(%(ratings)s) THEN {_WORD.format(word="satisfaction")} END AS said,
        k1.met AS contact, k4.met AS in_limit
    FROM lines e
    LEFT JOIN ended k1 ON k1.line = e.id AND k1.code = %(contact_clock)s
    LEFT JOIN ended k4 ON k4.line = e.id AND k4.code = %(limit_clock)s
)
SELECT date_trunc('month', e.day)::date AS month, e.community, e.estate, e.grid, e.cause, e.source, e.tier,
    e.track, coalesce(e.result, '') AS result,
    {", ".join(_ACTS.format(name=name) for name in ("registered", "accepted", "escalated", "returned"))},
    sum(e.opens::int + (e.changes ? 'community')::int) AS opened,
    sum(e.ends::int) AS ended, sum(e.closes::int) AS closed,
    {", ".join(_ACTS.format(name=name) for name in ("reopened", "merged"))},
    count(e.contact) AS contact_all, count(*) FILTER (WHERE e.contact) AS contact_met,
    count(e.in_limit) AS limit_all, count(*) FILTER (WHERE e.in_limit) AS limit_met,
    count(*) FILTER (WHERE e.said <> '' AND NOT e.said = ANY(%(unanswered)s)) AS rated,
    count(*) FILTER (WHERE e.said = ANY(%(satisfied)s)) AS satisfied
FROM told e GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
UNION ALL
SELECT date_trunc('month', day)::date, (changes->'community'->>0)::bigint, estate, grid, cause, source, tier, '', '',
    0, 0, 0, 0, 0, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM lines WHERE changes ? 'community' GROUP BY 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608 - pieces of our own
_CASE_DAY = f"""
WITH {_LINES}
SELECT day, community, cause, sum((act = ANY(%(registered)s))::int), sum(closes::int)
FROM lines WHERE closes OR act = ANY(%(registered)s) GROUP BY 1, 2, 3
"""  # noqa: S608 - pieces of our own
_UNIT_MONTH = """
WITH units AS (
    SELECT u.id, u.department_id, w.community_id FROM disputes_whistleunit u JOIN disputes_whistle w ON w.id = u.whistle_id
), judged AS (
    SELECT r.whistle_id, r.round, max(r.at) AS at, bool_and(r.solved) AS solved
    FROM disputes_whistlerating r WHERE r.side IN ('street', 'community')
    GROUP BY 1, 2 HAVING count(*) = 2
), leads AS (
    SELECT u.whistle_id, u.department_id, w.community_id
    FROM disputes_whistleunit u JOIN disputes_whistle w ON w.id = u.whistle_id WHERE u.is_lead AND u.state <> 'released'
), found AS (
    SELECT e.at, u.department_id, u.community_id,
        (e.act = 'receive')::int AS called, (e.act <> 'receive')::int AS arrivals,
        (e.act = 'arrive' AND NOT EXISTS (
            SELECT 1 FROM clocks_clock c WHERE c.subject_kind = %(unit)s AND c.subject_id = u.id
                AND c.stopped_at <= e.at AND NOT c.met AND c.code ~ %(steps)s))::int AS in_time,
        0 AS results, 0 AS solved, 0 AS rated, 0 AS satisfied
    FROM flow_event e JOIN units u ON u.id = e.subject_id
    WHERE e.subject_kind = %(unit)s
        AND (e.act IN ('receive', 'arrive') OR (e.act = 'drop' AND e.from_state = ANY(%(before_arrival)s)))
    UNION ALL
    SELECT r.at, l.department_id, l.community_id, 0, 0, 0, 0, 0, 1, (r.satisfaction = ANY(%(satisfied)s))::int
    FROM disputes_whistlerating r JOIN leads l USING (whistle_id) WHERE r.responded IS NOT NULL
    UNION ALL
    SELECT j.at, l.department_id, l.community_id, 0, 0, 0, 1, j.solved::int, 0, 0
    FROM judged j JOIN leads l USING (whistle_id)
)
SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, department_id, community_id,
    sum(called), sum(arrivals), sum(in_time), sum(results), sum(solved), sum(rated), sum(satisfied)
FROM found GROUP BY 1, 2, 3
"""
_QUERIES: dict[type[Tally], str] = {CaseMonth: _CASE_MONTH, CaseDay: _CASE_DAY, UnitMonth: _UNIT_MONTH}


def _params() -> dict[str, Any]:
    by_act = {
        name: [act for act, one in terms.BY_ACT.items() if one == name] for name in terms.BY_ACT.values()
    }
    return {
        **by_act,
        "zone": settings.TIME_ZONE,
        "open": [state.value for state in OPEN_STATES],
        "case": CASE,
        "unit": UNIT_KIND,
        "contact_clock": terms.CONTACT_CLOCK,
        "limit_clock": terms.LIMIT_CLOCK,
        "contacts": list(terms.CONTACTS),
        "conclusions": list(terms.CONCLUSIONS),
        "ratings": list(terms.RATINGS),
        "satisfied": [one.value for one in terms.SATISFIED],
        "unanswered": [one.value for one in terms.UNANSWERED],
        "before_arrival": list(terms.WORKING_BEFORE_ARRIVAL),
        "steps": f"({'|'.join(one.replace('.', '[.]') for one in terms.ARRIVAL_STEPS)})$",
    }


@dataclass(frozen=True)
class Difference:
    """A table of which so many keys do not agree with what is there to count."""

    table: str
    keys: int


def rebuild() -> int:
    """Throw the sums away and count everything; how many rows there are then. Acts go on meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        hold_figures(cursor)
        rows = sum(_rebuild(cursor, table) for table in TABLES)
        for rollup in ROLLUPS:
            cursor.execute(f"DELETE FROM {rollup._meta.db_table}")  # noqa: S608 - our own name
            cursor.execute(added(rollup, folded(rollup)))
        return rows


def _rebuild(cursor: Any, table: type[Tally]) -> int:
    """In one statement, which sees one moment: of an act both its line and its raw row, or neither."""
    name, columns = table._meta.db_table, ", ".join((*table.KEYS, *table.SUMS))
    cursor.execute(
        f"""
        WITH gone AS (DELETE FROM {name} RETURNING 1)
        INSERT INTO {name} (is_raw, {columns})
        SELECT false, counted.* FROM ({_recounted(table)}) AS counted WHERE (SELECT count(*) FROM gone) >= 0
        """,  # noqa: S608 - names of our own columns
        _params(),
    )
    return int(cursor.rowcount)


def _recounted(table: type[Tally]) -> str:
    """The recount with one row a key."""
    return summed(table, f"({_QUERIES[table]}) AS counted ({', '.join((*table.KEYS, *table.SUMS))})")


def differences() -> list[Difference]:
    """Tables whose sums are not what a count of everything gives, and rollups that are not what their tables give."""
    with transaction.atomic(), connection.cursor() as cursor:
        asked: list[tuple[type[SumTable], str, str]] = [
            (table, table._meta.db_table, _recounted(table)) for table in TABLES
        ]
        asked += [(one, one._meta.db_table, summed(one, folded(one))) for one in ROLLUPS]
        wrong = [(table, _wrong(cursor, table, kept, counted)) for table, kept, counted in asked]
        return [Difference(str(table._meta.verbose_name), keys) for table, keys in wrong if keys]


def _wrong(cursor: Any, table: type[SumTable], kept: str, counted: str) -> int:
    """In one statement, so that both counts look at the same moment."""
    cursor.execute(
        f"""
        WITH kept AS ({summed(table, kept)}), counted AS ({counted})
        SELECT count(DISTINCT ({", ".join(table.KEYS)})) FROM (
            (TABLE kept EXCEPT TABLE counted) UNION ALL (TABLE counted EXCEPT TABLE kept)
        ) AS wrong ({", ".join((*table.KEYS, *table.SUMS))})
        """,  # noqa: S608 - names of our own columns
        _params(),
    )
    return int(cursor.fetchone()[0])


def words(found: Iterable[Difference]) -> str:
    """For the message to whoever looks after the system."""
    return "、".join(f"{one.table}{one.keys}处" for one in found)
