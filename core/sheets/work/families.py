"""Rows that belong together, as the people of a household do: exactly one of them is the head.

Whether that is so is known only once the whole file is; so it is PostgreSQL that looks, after the last row, and again
for those families whose rows somebody mended."""

from collections.abc import Collection

from django.db import connection

from core.sheets.choices import Source
from core.sheets.kinds import Problem, SheetKind, Verdict
from core.sheets.models import SheetImport, StagedProblem, StagedRow
from core.sheets.staging import Sealed, StageWriter

BATCH = 1_000
# Rows left out are no part of a family. Where one cannot be read it may be the head, and nobody is blamed for having none.
_BROKEN = """
SELECT row_no, first FROM (
    SELECT row_no, heads, min(row_no) FILTER (WHERE heads) OVER family AS first,
        bool_or(heads IS NULL) OVER family AS unclear
    FROM sheets_stagedrow
    WHERE sheet_import_id = %(sheet_import)s AND decision <> 'skip' AND family IS NOT NULL
        AND (%(families)s IS NULL OR family = ANY(%(families)s))
    WINDOW family AS (PARTITION BY family)
) AS rows WHERE (first IS NULL AND NOT unclear) OR (heads AND row_no <> first) ORDER BY row_no
"""


def blame(sheet_import: SheetImport, writer: StageWriter, families: Collection[int] | None = None) -> None:
    """Turn the rows of families with no head or a second one into errors; of all families when none are named.

    Runs in the caller's transaction, after the writer has sent its rows."""
    if families is not None and not families:
        return
    broken = _broken(sheet_import.pk, families)
    for start in range(0, len(broken), BATCH):
        _blame(sheet_import, writer, dict(broken[start : start + BATCH]))
    writer.flush()


def _broken(import_id: int, families: Collection[int] | None) -> list[tuple[int, int | None]]:
    """Row, and the row of the head before it."""
    named = None if families is None else list(families)
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN, {"sheet_import": import_id, "families": named})
        found: list[tuple[int, int | None]] = cursor.fetchall()
    return found


def _blame(sheet_import: SheetImport, writer: StageWriter, firsts: dict[int, int | None]) -> None:
    kind = sheet_import.spec
    rows = StagedRow.objects.filter(sheet_import=sheet_import, row_no__in=firsts)
    told = {row_no: _said(kind, first) for row_no, first in firsts.items()}
    # Said once, also to a row that was looked at again for another's sake.
    again = StagedProblem.objects.filter(sheet_import=sheet_import, row_no__in=firsts, source=Source.KIND)
    again.filter(code__in={one.code for one in told.values()}).delete()
    for row_no, sealed in rows.order_by("row_no").values_list("row_no", "sealed"):
        texts = Sealed.open(sheet_import.pk, row_no, bytes(sealed)).texts
        writer.add_problem(row_no, Source.KIND, told[row_no], texts)
    rows.update(verdict=Verdict.ERROR, options="", decision="")


def _said(kind: SheetKind, first: int | None) -> Problem:
    return kind.no_head() if first is None else kind.second_head(first)
