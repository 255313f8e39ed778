"""A clock on the wall that every process of a test reads: PostgreSQL's own, looked up before the real one.

Connections made after `hang` find `simulated.clock_timestamp()` before pg_catalog's; the test's own connection was made
earlier and keeps real time. What ran at which moment stands in simulated.ran."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

TASKS = (
    "core.clocks.tasks.sweep_clocks",
    "core.notices.tasks.deliver_outbox",
    "partybuilding.tasks.plan_meetings",
)
_HANG = """
CREATE SCHEMA simulated;
CREATE TABLE simulated.clock (moment timestamptz NOT NULL);
CREATE TABLE simulated.ran (task text, beat int, moment timestamptz);
CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT moment FROM simulated.clock';
"""


def _sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


@contextmanager
def hang(moment: datetime) -> Iterator[None]:
    """Hang the clock up, and take it down again whatever happens."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    _sql("DROP SCHEMA IF EXISTS simulated CASCADE", _HANG)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO simulated.clock VALUES (%s)", [moment])
    _sql(f"ALTER DATABASE {name} SET search_path = simulated, pg_catalog, public")
    try:
        yield
    finally:
        _sql(f"ALTER DATABASE {name} RESET search_path", "DROP SCHEMA simulated CASCADE")


def move(moment: datetime) -> None:
    """Everybody's clock jumps."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE simulated.clock SET moment = %s", [moment])


def all_ran(moment: datetime) -> bool:
    """Whether each task has run to its end at that moment."""
    return _count("SELECT count(DISTINCT task) FROM simulated.ran WHERE moment = %s", moment) == len(TASKS)


def heard(beat: int) -> int:
    """At how many moments something ran for which this beat, by its process id, had asked."""
    return _count("SELECT count(DISTINCT moment) FROM simulated.ran WHERE beat = %s", beat)


def _count(statement: str, asked: datetime | int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked])
        return int(cursor.fetchone()[0])
