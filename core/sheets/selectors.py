"""What the pages of an import show: groups of equal mistakes, rows by what they would do, with personal values masked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from core.sheets.choices import Source
from core.sheets.fixing import ACCEPTABLE
from core.sheets.kinds import Change, Column, Decision, SheetKind, Type, Verdict
from core.sheets.models import AppliedRow, SheetImport, StagedProblem, StagedRow
from core.sheets.staging import Sealed

PER_PAGE = 50
# What a row would do -> which staged rows those are.
TABS: dict[str, Q] = {
    "new": Q(verdict=Verdict.NEW, decision="") | Q(verdict=Verdict.DOUBTFUL, decision=Decision.NEW),
    "update": Q(verdict=Verdict.CHANGED, decision="") | Q(verdict=Verdict.DOUBTFUL, decision=Decision.UPDATE),
    "same": Q(verdict=Verdict.SAME, decision=""),
    "skip": Q(decision=Decision.SKIP),
}
TAB_WORDS = {"new": "新增", "update": "更新", "same": "不变", "skip": "跳过"}
_NUMBERS = frozenset({Type.PHONE, Type.ID_NUMBER})
# A number of fewer places is no number of anybody.
SHORT = 10
_WAITS = Q(decision="", verdict__in=[Verdict.ERROR, Verdict.DOUBTFUL])


@dataclass(frozen=True)
class Group:
    """Equal mistakes, or one doubtful row, as one line of the page."""

    mark: str
    row_no: int
    rows: int
    column: str
    header: str
    shown: str
    sentence: str
    suggestions: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    acceptable: bool = False
    fixable: bool = True
    key: str = ""

    @property
    def is_doubt(self) -> bool:
        return bool(self.options)


@dataclass(frozen=True)
class ShownRow:
    """A staged row as it may be shown."""

    row_no: int
    cells: list[tuple[str, str]]
    changes: list[Change]
    decision: str
    was_doubtful: bool


OPTION_WORDS = {Decision.UPDATE: "更新", Decision.SKIP: "跳过", Decision.NEW: "新建"}


def not_applied(rows: "QuerySet[StagedRow]", sheet_import: SheetImport) -> "QuerySet[StagedRow]":
    """Without the rows that an earlier commit of the import wrote."""
    if sheet_import.committed_at is None:
        return rows
    written = AppliedRow.objects.filter(sheet_import=sheet_import, row_no=OuterRef("row_no"))
    return rows.exclude(Exists(written))


def waiting_rows(sheet_import: SheetImport) -> "QuerySet[StagedRow]":
    """Rows that only a person can go on with, in the order of the file."""
    rows = StagedRow.objects.filter(_WAITS, sheet_import=sheet_import)
    return not_applied(rows, sheet_import).order_by("row_no")


def rows_in(sheet_import: SheetImport, tab: str) -> "QuerySet[StagedRow]":
    """Rows of one tab, in the order of the file."""
    rows = StagedRow.objects.filter(TABS[tab], sheet_import=sheet_import)
    return not_applied(rows, sheet_import).order_by("row_no")


def groups(sheet_import: SheetImport) -> "QuerySet[StagedProblem, Any]":
    """Marks of equal mistakes with their first row and their number, in the order of the file."""
    waiting = waiting_rows(sheet_import).filter(row_no=OuterRef("row_no"))
    problems = StagedProblem.objects.filter(Exists(waiting), sheet_import=sheet_import)
    return (
        problems.values("value_mark", "column", "code")
        .annotate(first=Min("row_no"), rows=Count("row_no", distinct=True), problem=Min("pk"))
        .order_by("first", "problem")
    )


def shown_groups(sheet_import: SheetImport, page: Iterable[dict[str, Any]]) -> list[Group]:
    """The groups of one page with what they need to be mended."""
    found = list(page)
    problems = StagedProblem.objects.in_bulk([one["problem"] for one in found])
    numbers = [one["first"] for one in found]
    rows = {
        row.row_no: row for row in StagedRow.objects.filter(sheet_import=sheet_import, row_no__in=numbers)
    }
    kind = sheet_import.spec
    choices = _labels(kind, sheet_import)
    return [
        _group(kind, one, problems[one["problem"]], rows[one["first"]], choices)
        for one in found
        if one["problem"] in problems and one["first"] in rows
    ]


def _labels(kind: SheetKind, sheet_import: SheetImport) -> dict[str, list[str]]:
    """Columns where one of a few words is picked instead of typed."""
    return {
        column.key: [label for _, label in column.choices_for(sheet_import.owner)]
        for column in kind.columns
        if column.choices
    }


def _group(
    kind: SheetKind,
    one: dict[str, Any],
    problem: StagedProblem,
    row: StagedRow,
    choices: dict[str, list[str]],
) -> Group:
    columns = {column.key: (place, column) for place, column in enumerate(kind.columns)}
    place, column = columns.get(problem.column, (-1, None))
    sealed = Sealed.open(row.sheet_import_id, row.row_no, bytes(row.sealed))
    doubtful = row.verdict == Verdict.DOUBTFUL and problem.source == Source.KIND
    options = [option for option in row.options.split(",") if option] if doubtful else []
    return Group(
        mark=bytes(problem.value_mark).hex(),
        row_no=row.row_no,
        rows=one["rows"],
        column=problem.column,
        header=column.header if column else "整行",
        shown=shown_value(column, sealed.texts[place]) if column else name_of(kind, sealed.texts),
        sentence=problem.sentence,
        suggestions=problem.suggestions.split("\n") if problem.suggestions else [],
        choices=choices.get(problem.column, []),
        options=[(option, OPTION_WORDS[Decision(option)]) for option in options],
        changes=named_changes(kind, sealed.changes) if doubtful else [],
        acceptable=problem.source == Source.FILE and problem.code in ACCEPTABLE,
        fixable=column is not None
        and (not doubtful or bool(problem.suggestions))
        and not (column.is_personal and one["rows"] > 1),
    )


def shown_value(column: Column, text: str) -> str:
    """What the person typed. Long enough to name somebody, it is masked; a short one shows what is wrong with it."""
    if not text:
        return "（空）"
    if column.mask is None or "*" in text:
        return text if len(text) <= 80 else f"{text[:80]}…"
    if column.type in _NUMBERS and len(text) < SHORT:
        return text
    return column.mask(text)


def name_of(kind: SheetKind, texts: list[str]) -> str:
    """By what a row is recognised: its first few cells."""
    told = [shown_value(column, text) for column, text in zip(kind.columns, texts, strict=True) if text]
    return " ".join(told[:4])


def named_changes(kind: SheetKind, changes: Iterable[Change]) -> list[Change]:
    headers = {column.key: column.header for column in kind.columns}
    return [
        Change(headers.get(one.column, one.column), one.old or "（空）", one.new or "（空）")
        for one in changes
    ]


def shown_rows(sheet_import: SheetImport, rows: Iterable[StagedRow]) -> list[ShownRow]:
    """Rows for a page: what is filled in, personal values masked."""
    kind = sheet_import.spec
    found = []
    for row in rows:
        sealed = Sealed.open(row.sheet_import_id, row.row_no, bytes(row.sealed))
        cells = [
            (column.header, shown_value(column, text))
            for column, text in zip(kind.columns, sealed.texts, strict=True)
            if text
        ]
        found.append(
            ShownRow(
                row.row_no,
                cells,
                named_changes(kind, sealed.changes),
                row.decision,
                row.verdict == Verdict.DOUBTFUL,
            )
        )
    return found


def kept_rows(sheet_import: SheetImport) -> "QuerySet[AppliedRow]":
    """What undo left as it was."""
    return AppliedRow.objects.filter(sheet_import=sheet_import).exclude(kept_because="").order_by("row_no")


def same_file_before(sheet_import: SheetImport) -> SheetImport | None:
    """An earlier import of the very same bytes that was committed."""
    return (
        SheetImport.objects.filter(
            kind=sheet_import.kind,
            sha256=sheet_import.sha256,
            owner=sheet_import.owner,
            committed_at__isnull=False,
        )
        .exclude(pk=sheet_import.pk)
        .order_by("-pk")
        .first()
    )
