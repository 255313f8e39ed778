"""Raw rows become one row a key. Idempotent: twice or half done, the sums are the same."""

from typing import Any

from django.db import connection, transaction

from dashboard.figures.rollups import added, adding
from dashboard.models import ROLLUPS, TABLES, Tally

# One folds at a time; whoever comes second finds nothing left.
_LOCK = 0x58474647


def hold_figures(cursor: Any) -> None:
    """Until the transaction ends, nobody else folds or rebuilds."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def fold() -> int:
    """Fold what acts have added since; how many raw rows there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        hold_figures(cursor)
        return sum(_fold(cursor, table) for table in TABLES)


def _fold(cursor: Any, table: type[Tally]) -> int:
    """In one statement: a raw row is in the sums or still there, never both. In the order of the keys."""
    name, keys = table._meta.db_table, ", ".join(table.KEYS)
    columns = ", ".join((*table.KEYS, *table.SUMS))
    sums = ", ".join(f"sum({one})" for one in table.SUMS)
    rollups = "".join(
        f", rollup{at} AS ({added(one, 'gone')})" for at, one in enumerate(ROLLUPS) if one.OF is table
    )
    cursor.execute(
        f"""
        WITH gone AS (DELETE FROM {name} WHERE is_raw RETURNING *),
        kept AS (
            INSERT INTO {name} (is_raw, {columns})
            SELECT false, {keys}, {sums} FROM gone GROUP BY {keys} ORDER BY {keys}
            ON CONFLICT ({keys}) WHERE NOT is_raw DO UPDATE SET {adding(table)}
        ){rollups}
        SELECT count(*) FROM gone
        """  # noqa: S608 - names of our own columns
    )
    return int(cursor.fetchone()[0])
