"""Sheets of the register in tests: rows by column key, brought, committed and undone by the worker at once."""

from collections.abc import Sequence
from typing import Any

from core.accounts.models import User
from core.sheets import kinds
from core.sheets.actions import ask_commit, ask_undo, start_import
from core.sheets.models import SheetImport
from core.sheets.selectors import groups, shown_groups
from tests.sheets.conftest import file_of, work, workbook

Row = dict[str, Any]


def person(name: str, relation: str = "户主", room: str = "301", **more: Any) -> Row:
    """Somebody behind a door of 铁路小区1号楼."""
    where = {"estate": "铁路小区", "building": "1号楼", "unit_no": "1", "room_no": room}
    return {**where, "name": name, "relation": relation, **more}


def child(name: str, room: str = "301", **more: Any) -> Row:
    facts = {"birth": "2018", "guardian": "张大力", "guardian_agreed_on": "2026-01-05"}
    return person(name, "子", room, **{**facts, **more})


def sheet(rows: Sequence[Row], kind: str = "residents") -> bytes:
    """A workbook in the layout of the kind."""
    columns = kinds.get(kind).columns
    cells = [[str(row.get(column.key, "")) for column in columns] for row in rows]
    return workbook(cells, [column.header for column in columns])


def bring(rows: Sequence[Row] | bytes, actor: User, kind: str = "residents") -> SheetImport:
    content = rows if isinstance(rows, bytes) else sheet(rows, kind)
    return work(start_import(kind, file_of(content), actor=actor))


def commit(found: SheetImport, actor: User, mode: str = "good") -> SheetImport:
    ask_commit(found, mode=mode, actor=actor)
    return work(found)


def undo(found: SheetImport, actor: User) -> SheetImport:
    ask_undo(found, actor=actor)
    return work(found)


def said(found: SheetImport) -> list[tuple[int, str, str]]:
    """What the person reads: row, column, sentence."""
    return [(one.row_no, one.header, one.sentence) for one in shown_groups(found, groups(found))]


def numbers(found: SheetImport) -> dict[str, int]:
    """The counts that are not nought."""
    names = ("new", "update", "same", "error", "doubtful", "skip", "applied", "held")
    return {name: found.number(name) for name in names if found.number(name)}
