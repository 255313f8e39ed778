"""The SQL of a rollup: read, filled by the folding, and counted again from the table that it sums up."""

from dashboard.models import Rollup, SumTable


def rows_of(rollup: type[Rollup]) -> str:
    """A rollup's rows and the raw ones that the tick has not folded yet, to stand in FROM. One moment, as one statement."""
    columns = ", ".join((*rollup.KEYS, *rollup.SUMS))
    name, of = rollup._meta.db_table, rollup.OF._meta.db_table
    return f"(SELECT {columns} FROM {name} UNION ALL SELECT {columns} FROM {of} WHERE is_raw)"  # noqa: S608 - our names


def summed(table: type[SumTable], source: str) -> str:
    """The table's columns of what stands in FROM, one row a key in the order of the keys, and no row of noughts."""
    keys, sums = ", ".join(table.KEYS), ", ".join(f"sum({one})" for one in table.SUMS)
    some = " OR ".join(f"sum({one}) <> 0" for one in table.SUMS)
    return f"SELECT {keys}, {sums} FROM {source} GROUP BY {keys} HAVING {some} ORDER BY {keys}"  # noqa: S608 - our names


def adding(table: type[SumTable]) -> str:
    """What a row of a key that stands already does to it, to stand after DO UPDATE SET."""
    name = table._meta.db_table
    return ", ".join(f"{one} = {name}.{one} + EXCLUDED.{one}" for one in table.SUMS)


def added(rollup: type[Rollup], source: str) -> str:
    """The statement that adds rows of its table to the rollup."""
    name, columns = rollup._meta.db_table, ", ".join((*rollup.KEYS, *rollup.SUMS))
    return (
        f"INSERT INTO {name} ({columns}) {summed(rollup, source)} "
        f"ON CONFLICT ({', '.join(rollup.KEYS)}) DO UPDATE SET {adding(rollup)}"
    )


def folded(rollup: type[Rollup]) -> str:
    """The rows of its table that a rollup sums up, to stand in FROM."""
    return f"(SELECT * FROM {rollup.OF._meta.db_table} WHERE NOT is_raw) AS folded"  # noqa: S608 - our name
