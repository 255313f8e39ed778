"""The rows that still wait for a person, as a sheet that can be corrected and uploaded again."""

from core.accounts.models import User
from core.sheets.headings import TOLD, patch_heading
from core.sheets.models import SheetImport, StagedProblem, StagedRow
from core.sheets.selectors import waiting_rows
from core.sheets.staging import Sealed
from core.sheets.writing.book import Book, Extra

# What one file holds; the next one follows when these are done.
MOST = 5_000


def error_file(sheet_import: SheetImport, user: User) -> tuple[bytes, int]:
    """The file and how many rows are in it: bad cells red with a note on each, a first column that says which rows of
    which import they are, and a last one with all that is wrong."""
    kind = sheet_import.spec
    book = Book(kind, user)
    book.headings(
        0,
        before=[Extra(patch_heading(sheet_import.pk), 12, "不要改：系统靠它认出是哪一行")],
        after=[Extra(TOLD, 50, "改好以后整张表再传一次就行，这一列不用删")],
    )
    book.drop_downs(1, shift=1)
    rows = list(waiting_rows(sheet_import)[:MOST])
    problems = _problems(sheet_import, [row.row_no for row in rows])
    for at, row in enumerate(rows, start=1):
        _write(book, at, row, problems.get(row.row_no, []))
    return book.close(), len(rows)


def _problems(sheet_import: SheetImport, numbers: list[int]) -> dict[int, list[StagedProblem]]:
    found: dict[int, list[StagedProblem]] = {}
    if numbers:
        rows = StagedProblem.objects.filter(
            sheet_import=sheet_import, row_no__range=(numbers[0], numbers[-1])
        ).order_by("pk")
        for problem in rows:
            found.setdefault(problem.row_no, []).append(problem)
    return found


def _write(book: Book, at: int, row: StagedRow, problems: list[StagedProblem]) -> None:
    texts = Sealed.open(row.sheet_import_id, row.row_no, bytes(row.sealed)).texts
    columns = {column.key: place for place, column in enumerate(book.kind.columns, start=1)}
    bad: dict[int, list[str]] = {}
    for problem in problems:
        if problem.column in columns:
            bad.setdefault(columns[problem.column], []).append(problem.sentence)
    book.text(at, 0, str(row.row_no))
    for place, text in enumerate(texts, start=1):
        book.text(at, place, text, "bad" if place in bad else "text")
    for place, sentences in bad.items():
        if not texts[place - 1]:
            book.sheet.write_blank(at, place, None, book.looks["bad"])
        book.sheet.write_comment(at, place, "\n".join(sentences), {"x_scale": 1.6, "author": ""})
    headers = {column.key: column.header for column in book.kind.columns}
    told = [
        f"{headers[one.column]}：{one.sentence}" if one.column in headers else one.sentence
        for one in problems
    ]
    book.text(at, len(texts) + 1, "；".join(told)[:1_000], "told")
