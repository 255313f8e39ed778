"""The empty sheet that people fill in."""

from core.accounts.models import User
from core.sheets.kinds import SheetKind
from core.sheets.writing.book import Book


def template(kind: SheetKind, user: User) -> bytes:
    """Headings with notes, the choices of this person's scope as drop-downs, one example row (skipped when imported)."""
    book = Book(kind, user)
    book.headings(0)
    book.drop_downs(1)
    book.row(1, (column.example for column in kind.columns), "example")
    return book.close()
