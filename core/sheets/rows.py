"""From the reader's cells to a row that a kind can judge: columns in their place, texts cleaned, values in one spelling.

Runs for every row of a file of 200,000, so what is right is passed through quickly and only what is odd is looked at
cell by cell (measured: see ADR 0011)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any

from django.core.exceptions import ValidationError

from core.accounts.models import User
from core.sheets import values
from core.sheets.kinds import Column, Problem, RawRow, Reader, SheetKind, Type
from core.text import clean_text

Cell = str | list[Any] | None
# Excel keeps fifteen digits of a number; from the sixteenth on they are noughts or noise.
DIGITS_KEPT = 15
_MARKS = re.compile(r"(?:[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]){5}")
# What a reader puts where half a character stood.
_LOST = "\ufffd"
_SPACES = re.compile(r"\s+")
_date = lru_cache(maxsize=4096)(values.read_date)


@dataclass(slots=True)
class ReadRow:
    """A row as it is staged: the texts of the kind's columns in their order, and what is wrong so far."""

    row: RawRow
    texts: list[str]
    # Values whose spelling is not that of the cell: words for codes, days, numbers.
    kept: dict[str, str] = field(default_factory=dict)
    # Faults of the file itself: they stay with the cell until it is given another text or the value is accepted.
    of_file: list[Problem] = field(default_factory=list)
    of_values: list[Problem] = field(default_factory=list)

    def blame(self, problem: Problem) -> None:
        self.of_values.append(problem)
        self.row.bad.add(problem.column)


class RowReader:
    """Knows the columns of one import and reads its rows, from the file and again from what was staged."""

    def __init__(self, kind: SheetKind, user: User, *, today: date) -> None:
        self.columns = kind.columns
        self.keys = [column.key for column in kind.columns]
        # Where the system number stands, by which an exported row is found again.
        self.id_place = next((at for at, column in enumerate(kind.columns) if column.identifies), -1)
        self.places: list[int] = [-1] * len(kind.columns)
        self.width = 0
        self.plan = [(column.key, column, _reader_of(column, user, today)) for column in kind.columns]

    def place_columns(self, places: Mapping[str, int]) -> None:
        """Where in the file each column stands; those that are not there are empty."""
        self.places = [places.get(column.key, -1) for column in self.columns]
        self.width = max(self.places) + 1

    def read(self, row_no: int, cells: list[Cell]) -> ReadRow:
        """A row as the file has it."""
        # One more than the widest place, so that -1 finds an empty cell too.
        padded = cells[: self.width]
        padded += [None] * (self.width + 1 - len(padded))
        picked = [padded[place] for place in self.places]
        faults: list[Problem] = []
        texts = [
            "" if cell is None else cell.strip() if isinstance(cell, str) else _ODD_CELL for cell in picked
        ]
        if _ODD_CELL in texts:
            for at, cell in enumerate(picked):
                if isinstance(cell, list):
                    texts[at], fault = text_of(cell, self.columns[at])
                    if fault is not None:
                        faults.append(fault)
        return self._parse(row_no, texts, faults)

    def read_again(self, row_no: int, texts: list[str], faulty: set[str]) -> ReadRow:
        """A staged row, with the columns whose faults of the file still stand."""
        return self._parse(row_no, texts, [Problem(key, "", "") for key in faulty])

    def ready(self, row_no: int, texts: list[str], kept: Mapping[str, str]) -> RawRow:
        """A staged row in which nothing is wrong, without parsing it again."""
        row = RawRow(row_no, {**dict(zip(self.keys, texts, strict=True)), **kept})
        if self._may_hold_masks(texts):
            row.masked.update(
                c.key for c, text in zip(self.columns, texts, strict=True) if c.mask and "*" in text
            )
        return row

    def _may_hold_masks(self, texts: list[str]) -> bool:
        """Only a row that names its system number may stand for what is there with a mask."""
        return self.id_place >= 0 and bool(texts[self.id_place])

    def _parse(self, row_no: int, texts: list[str], faults: list[Problem]) -> ReadRow:
        values_of: dict[str, str] = {}
        bad = {fault.column for fault in faults}
        found = ReadRow(RawRow(row_no, values_of, bad), texts, of_file=faults)
        joined = "".join(texts)
        fine = joined.isprintable() and unicodedata.is_normalized("NFC", joined) and _LOST not in joined
        if not fine or _MARKS.search(joined):
            self._clean(found)
        masks = self._may_hold_masks(texts)
        for (key, column, reader), text in zip(self.plan, texts, strict=True):
            if not text:
                values_of[key] = ""
                if column.required and key not in bad:
                    found.blame(Problem(key, "required", f"请填{column.header}，这一列不能空着"))
            elif key in bad:
                values_of[key] = ""
            elif masks and column.mask is not None and "*" in text:
                values_of[key] = text
                found.row.masked.add(key)
            elif reader is None:
                values_of[key] = text if len(text) <= column.longest else _too_long(found, column, text)
            else:
                try:
                    value = values_of[key] = reader(text)
                except values.BadValue as wrong:
                    values_of[key] = ""
                    hints = () if column.is_personal else wrong.suggestions
                    found.blame(Problem(key, wrong.code, wrong.sentence, hints))
                else:
                    if value != text:
                        found.kept[key] = value
        return found

    def _clean(self, found: ReadRow) -> None:
        """What a form field would refuse is refused here too, in the same words."""
        for place, column in enumerate(self.columns):
            text = found.texts[place].replace("\u3000", " ").replace("\u00a0", " ")
            try:
                text = clean_text(text, multiline=column.type == Type.LONG_TEXT)
            except ValidationError as error:
                # What neither PostgreSQL nor a screen can take is not kept; that it is gone must be agreed to.
                text = _SPACES.sub(
                    " ", "".join(sign for sign in text if sign.isprintable() or sign.isspace())
                )
                if column.key not in found.row.bad:
                    found.of_file.append(Problem(column.key, f"text_{error.code}", str(error.messages[0])))
                    found.row.bad.add(column.key)
            found.texts[place] = text.strip()
            if _LOST in text and column.key not in found.row.bad:
                found.blame(Problem(column.key, "text_lost", "里面有一个读不出来的字（显示成�），请重新输入"))


# Stands for a cell that is no text until its turn comes; no text of a cell is this very string.
_ODD_CELL = "\x00odd"


def _too_long(found: ReadRow, column: Column, text: str) -> str:
    sentence = f"最多{column.longest}个字，现在是{len(text)}个，请写短些"
    found.blame(Problem(column.key, "longest", sentence))
    return ""


def _reader_of(column: Column, user: User, today: date) -> Reader | None:
    """How a text of the column is read; None keeps it as it is."""
    if column.reader is not None:
        return column.reader
    if column.type == Type.CHOICE:
        return values.choice_reader(column.choices_for(user))
    if column.type == Type.ID_NUMBER:
        return partial(values.read_identity, today=today)
    readers: dict[Type, Reader] = {
        Type.NAME: values.read_name,
        Type.PHONE: values.read_phone,
        Type.DATE: _date,
        Type.NUMBER: values.read_number,
        Type.MONEY: values.read_money,
        Type.YES_NO: values.read_yes_no,
    }
    return readers.get(column.type)


def text_of(cell: list[Any], column: Column) -> tuple[str, Problem | None]:
    """The text of a cell that is no text, and what is wrong with it in this column."""
    tag, told = cell[0], cell[1]
    if tag == "f":
        text, inner = _inside_formula(told, column)
        return text, inner or Problem(column.key, "formula", FORMULA)
    if tag == "n":
        return _text_of_number(str(told), column)
    if tag == "d" and column.type == Type.DATE:
        return str(told), None
    if tag == "b" and column.type == Type.YES_NO:
        return ("是" if told == "1" else "否"), None
    code, sentence = _ODD[tag]
    text = str(told) if tag in ("d", "t") else ""
    return text, Problem(column.key, code, sentence.format(told) if tag == "l" else sentence)


FORMULA = "这格是公式，不是填好的内容。可以用表格里算好的值，或者复制后「选择性粘贴」成值再传"
_ODD = {
    "d": ("became_date", "Excel 把这里变成了日期。请把整列设成「文本」，再按原来的样子重新填"),
    "t": ("became_time", "Excel 把这里变成了时间。请把整列设成「文本」，再按原来的样子重新填"),
    "b": ("boolean", "这格是 TRUE 或 FALSE，请写成文字"),
    "e": ("error_cell", "这格是 Excel 算错的结果（#REF!、#N/A 之类），请改成真正的内容"),
    "l": ("too_long", "这格有{}个字，太长了，请写短些"),
    "x": ("bad_number", "这格里的数字读不出来，请按普通文字重新填"),
}


def _inside_formula(cell: Cell, column: Column) -> tuple[str, Problem | None]:
    """The value that the file keeps for a formula; a fault of that value weighs more than the formula."""
    if cell is None or isinstance(cell, str):
        return cell or "", None
    return text_of(cell, column)


def _text_of_number(raw: str, column: Column) -> tuple[str, Problem | None]:
    """As Excel shows it, as long as nothing was lost on the way."""
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return "", Problem(column.key, *_ODD["x"])
    if number.adjusted() >= DIGITS_KEPT:
        return raw[:40], Problem(column.key, "precision", values.PRECISION)
    if number == number.to_integral_value():
        return str(int(number)), None
    return format(float(raw), f".{DIGITS_KEPT}g"), None
