"""The sheet that leaves the house: the layout of the import, a line on top that says whose copy it is and for what."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from core.accounts.models import User
from core.sheets.kinds import SheetKind
from core.sheets.writing.book import Book

HEAD_ROW = 1


def export_file(
    kind: SheetKind, rows: Sequence[dict[str, str]], *, user: User, number: str, purpose: str, now: datetime
) -> bytes:
    """Rows by column key, already masked where they must be. The mark stands on the sheet and on every printed page."""
    book = Book(kind, user)
    told = (
        f"{number}　导出人：{user.display_name}（{user.username}）　{timezone.localtime(now):%Y-%m-%d %H:%M}"
    )
    book.sheet.write_string(0, 0, f"{told}　用途：{purpose}", book.looks["title"])
    book.headings(HEAD_ROW)
    book.drop_downs(HEAD_ROW + 1)
    for at, row in enumerate(rows, start=HEAD_ROW + 1):
        book.row(at, (row.get(column.key, "") for column in kind.columns))
    line = told.replace("&", "&&")[:200]
    book.sheet.set_header(f"&C{line}")
    book.sheet.set_footer(f"&L{line}&R第 &P 页，共 &N 页")
    book.sheet.repeat_rows(HEAD_ROW)
    book.sheet.set_landscape()
    book.sheet.fit_to_pages(1, 0)
    book.book.set_properties({"title": number, "author": user.display_name, "comments": told})
    return book.close()


def masked(kind: SheetKind, row: dict[str, str]) -> dict[str, str]:
    """The row with the mask of every personal value."""
    return {
        column.key: column.mask(value) if column.mask is not None and value else value
        for column in kind.columns
        if (value := row.get(column.key, "")) is not None
    }
