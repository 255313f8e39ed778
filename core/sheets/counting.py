"""How many rows would do what. Counted anew from the rows after every change, never adjusted."""

from collections import Counter

from django.db import connection

from core.sheets.kinds import Decision, Verdict
from core.sheets.models import SheetImport

_COUNT = """
SELECT verdict, decision, count(*) FROM sheets_stagedrow r WHERE sheet_import_id = %s
AND NOT EXISTS (SELECT 1 FROM sheets_appliedrow a WHERE a.sheet_import_id = r.sheet_import_id AND a.row_no = r.row_no)
GROUP BY 1, 2
"""


_NAMES = ("rows", "new", "update", "same", "skip", "error", "doubtful", "pending", "held", "applied")


def count_rows(sheet_import: SheetImport) -> dict[str, int]:
    """rows · new · update · same · skip · error · doubtful (undecided) · pending (the last two) · held (changes that the
    owner may not commit) · applied (done by earlier commits of this import)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [sheet_import.pk])
        found: Counter[tuple[str, str]] = Counter()
        for verdict, decision, number in cursor.fetchall():
            found[verdict, decision] = number
    counts = dict.fromkeys(_NAMES, 0)
    for (verdict, decision), number in found.items():
        counts[_place(verdict, decision)] += number
    applied = sheet_import.applied.count()
    counts["rows"] = sum(found.values()) + applied
    counts["applied"] = applied
    counts["pending"] = counts["error"] + counts["doubtful"]
    may_change = sheet_import.spec.may_change(sheet_import.owner)
    counts["held"] = 0 if may_change else counts["update"]
    return counts


def _place(verdict: str, decision: str) -> str:
    if decision == Decision.SKIP:
        return "skip"
    if verdict == Verdict.CHANGED or (verdict == Verdict.DOUBTFUL and decision == Decision.UPDATE):
        return "update"
    if verdict == Verdict.DOUBTFUL and decision == Decision.NEW:
        return "new"
    return str(verdict)
