"""Definitions, rows of every source in two communities, and workbooks read back."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from lxml import etree

from core.accounts.models import User
from dashboard.ledgers import actions
from dashboard.ledgers.layout import Layout, first_layout
from dashboard.ledgers.models import Ledger
from dashboard.ledgers.sources import base
from grids.models import Hazard
from tests.cast import Cast, Town, cast, log, town
from tests.dashboard.conftest import Open, sign_in

__all__ = ["Open", "cast", "log", "sign_in", "town"]
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Make = Callable[..., Ledger]


@pytest.fixture
def make(cast: Cast) -> Make:
    """`make("cases", columns=…)`: a definition of the source, whole or with parts of its layout said otherwise."""

    def made(
        source: str = "cases", title: str = "矛盾纠纷登记表", actor: User | None = None, **parts: Any
    ) -> Ledger:
        found = base.find(source)
        assert found is not None
        actor = actor or cast.manager
        ledger = actions.create_ledger(source=source, title=title, sent_to="市委政法委", actor=actor, now=NOW)
        if parts:
            first = first_layout(found, title=title, sent_to="市委政法委")
            layout = Layout(**{**first.__dict__, **parts})
            actions.change_ledger(ledger, layout=layout, actor=actor, now=NOW)
        return ledger

    return made


@dataclass(frozen=True)
class Sheet:
    """What a workbook says: rows of cells as texts, and its parts."""

    rows: list[list[str]]
    sheet: str
    book: str
    styles: dict[str, str]


def opened(content: bytes) -> Sheet:
    """Read a workbook with nothing but zip and XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        shared = ["".join(one.itertext()) for one in etree.fromstring(archive.read("xl/sharedStrings.xml"))]
        sheet, book = archive.read("xl/worksheets/sheet1.xml"), archive.read("xl/workbook.xml").decode()
    rows: list[list[str]] = []
    styles: dict[str, str] = {}
    for row in etree.fromstring(sheet).iter(f"{_NS}row"):
        found: list[str] = []
        for cell in row.iter(f"{_NS}c"):
            styles[str(cell.get("r"))] = str(cell.get("s"))
            value = cell.findtext(f"{_NS}v")
            if cell.get("t") == "s":
                found.append(shared[int(value)])
            else:
                found.append(
                    "".join(cell.find(f"{_NS}is").itertext()) if cell.get("t") == "inlineStr" else value or ""
                )
        rows.append(found)
    return Sheet(rows, sheet.decode(), book, styles)


def taken(client: Any, ledger: Ledger, query: str = "period=all") -> Sheet:
    """The sheet that the person downloads."""
    answer = client.get(f"/ledgers/{ledger.pk}/sheet.xlsx?{query}")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return opened(b"".join(answer.streaming_content))


def body(sheet: Sheet, head: int) -> list[list[str]]:
    """The rows under the headings, without the lines under the table."""
    rows = sheet.rows[head:]
    end = next(at for at, row in enumerate(rows) if re.match(r"填表人|合计|雄表", row[0]))
    return rows[:end]


def many_hazards(town: Town, count: int) -> None:
    """Copies of one hazard, by one statement."""
    hazard = Hazard.objects.get(no="H26-00001")
    names = [one.name for one in Hazard._meta.concrete_fields if one.name not in ("id", "no", "serial")]
    columns = ", ".join(f'"{Hazard._meta.get_field(name).column}"' for name in names)
    table = Hazard._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}, no, serial) SELECT {columns}, 'B' || n, n FROM {table}, "
            "generate_series(100, %s) AS n WHERE id = %s",
            [99 + count, hazard.pk],
        )
