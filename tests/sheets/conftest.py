"""A kind of sheet over one small table, people who may import it, and a worker that works when asked."""

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from core.accounts.models import User
from core.identity import check_digit
from core.sheets import kinds
from core.sheets.actions import start_import
from core.sheets.models import SheetImport
from core.sheets.work.run import work_once
from tests.sheets import people

HEADS = ["社区", "姓名", "身份证号", "手机", "人数", "备注"]
Rows = Sequence[Sequence[Any]]
Import = Callable[..., SheetImport]


def id_number(serial: int) -> str:
    """A number of nobody: prefix 620299 is not assigned (domain.md O12)."""
    first = f"620299{1950 + serial % 70}{1 + serial % 12:02}{1 + serial % 28:02}{serial % 1000:03}"
    return first + check_digit(first)


def phone(serial: int) -> str:
    return f"139{serial:08}"


def good_rows(count: int, start: int = 0) -> list[list[str]]:
    return [
        [
            "铁北社区",
            f"王{'秀建国兰英'[n % 5]}{'甲乙丙丁戊'[n // 5 % 5]}",
            id_number(n),
            phone(n),
            str(n % 6 + 1),
            "",
        ]
        for n in range(start, start + count)
    ]


def workbook(rows: Rows, heads: Sequence[str] = HEADS, sheet: str = "住户") -> bytes:
    """An honest .xlsx; numbers are written as numbers, texts as texts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for at, row in enumerate([heads, *rows]):
        for place, cell in enumerate(row):
            if isinstance(cell, int | float):
                page.write_number(at, place, cell)
            elif cell:
                page.write_string(at, place, cell)
    book.close()
    return buffer.getvalue()


def file_of(content: bytes, name: str = "住户.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def work(sheet_import: SheetImport) -> SheetImport:
    """Let the worker do what waits for this import."""
    while work_once(only=sheet_import.pk, quietly=True):
        pass
    sheet_import.refresh_from_db()
    return sheet_import


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        people.make_table()


@pytest.fixture(autouse=True)
def kind() -> Iterator[kinds.SheetKind]:
    known = people.People()
    kinds.register(known)
    yield known
    kinds.unregister(known.code)
    people.ADDERS.clear()
    people.CHANGERS.clear()


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Uploads of the test lie in its own folder."""
    settings.SHEETS_ROOT = tmp_path / "sheets"
    return Path(settings.SHEETS_ROOT)


def person(username: str, name: str) -> User:
    return User.objects.create_user(username, None, display_name=name)


@pytest.fixture
def table(db: None) -> Iterator[None]:
    people.empty_table()
    yield
    people.empty_table()


@pytest.fixture
def clerk(table: None) -> User:
    """May only add."""
    people.ADDERS.add("clerk")
    return person("clerk", "李静")


@pytest.fixture
def lead(table: None) -> User:
    """May change too."""
    people.CHANGERS.add("lead")
    return person("lead", "周敏")


@pytest.fixture
def stranger(table: None) -> User:
    return person("stranger", "孙外区")


@pytest.fixture
def bring(table: None) -> Import:
    """`bring(rows, actor=clerk)`: uploaded and read."""

    def upload(
        rows: Rows | bytes, *, actor: User, heads: Sequence[str] = HEADS, name: str = "住户.xlsx"
    ) -> SheetImport:
        content = rows if isinstance(rows, bytes) else workbook(rows, heads)
        return work(start_import(people.People.code, file_of(content, name), actor=actor))

    return upload
