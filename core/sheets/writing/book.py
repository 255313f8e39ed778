"""One workbook of ours: headings with notes, text cells, drop-downs from a hidden sheet."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from core.accounts.models import User
from core.sheets.kinds import Choices, Column, SheetKind, Type

# So far down go the drop-downs; the cells themselves are text to the end of the sheet.
LAST_ROW = 200_000
LISTS = "选项"
_TYPE_HELP = {
    Type.DATE: "写成 2026-03-02",
    Type.PHONE: "手机11位；座机带区号",
    Type.ID_NUMBER: "18位，最后一位可以是X",
    Type.YES_NO: "是 或 否",
    Type.NUMBER: "整数",
    Type.MONEY: "单位元，最多两位小数",
}
# A text that starts so would be run as a formula by a spreadsheet that is asked to guess.
LIVE = re.compile(r"[=+\-@\t\r＝＋]")
_LOOKS = {
    "head": {"bold": True, "bg_color": "#E7F1FB", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "needed": {"bold": True, "bg_color": "#FFF3DC", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "text": {"num_format": "@"},
    "guarded": {"num_format": "@", "quote_prefix": True},
    "example": {"num_format": "@", "italic": True, "font_color": "#6B7280"},
    "bad": {"num_format": "@", "bg_color": "#FDECEA", "font_color": "#8E1B12"},
    "told": {"num_format": "@", "font_color": "#8E1B12", "text_wrap": True},
    "title": {"font_color": "#4B5563"},
}


@dataclass(frozen=True)
class Extra:
    """A column of ours beside the kind's."""

    header: str
    width: int = 14
    note: str = ""


class Book:
    """A workbook in memory. Temporary files would lie on the disk with people's data in them."""

    def __init__(self, kind: SheetKind, user: User) -> None:
        self.kind, self.user = kind, user
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        self.book.set_properties({"author": "", "title": kind.label})
        self.looks = {name: self.book.add_format(look) for name, look in _LOOKS.items()}
        self.sheet = self.book.add_worksheet(_sheet_name(kind.label))
        self.lists: Any = None

    def headings(self, row: int, before: Sequence[Extra] = (), after: Sequence[Extra] = ()) -> None:
        """The row of headings, with what each column wants as a note on it, and the columns' widths and formats."""
        extras: list[Extra | Column] = [*before, *self.kind.columns, *after]
        for place, one in enumerate(extras):
            needed = isinstance(one, Column) and one.required
            note = one.note if isinstance(one, Extra) else note_for(one)
            self.sheet.set_column(place, place, one.width, self.looks["text"])
            self.sheet.write_string(row, place, one.header, self.looks["needed" if needed else "head"])
            if note:
                self.sheet.write_comment(row, place, note, {"x_scale": 1.6, "y_scale": 1.2, "author": ""})
        self.sheet.set_row(row, 30)
        self.sheet.freeze_panes(row + 1, 0)

    def drop_downs(self, first_row: int, shift: int = 0) -> None:
        """Lists of choices for the columns that have them."""
        for place, column in enumerate(self.kind.columns):
            labels = [label for _, label in choices_of(column, self.user)]
            if labels:
                self.sheet.data_validation(
                    first_row,
                    place + shift,
                    LAST_ROW,
                    place + shift,
                    {
                        "validate": "list",
                        "source": self._list(column.header, labels),
                        "error_type": "stop" if column.type in (Type.CHOICE, Type.YES_NO) else "information",
                        "error_title": column.header[:30],
                        "error_message": "请从下拉列表里选",
                    },
                )

    def _list(self, header: str, labels: Sequence[str]) -> str:
        if self.lists is None:
            self.lists = self.book.add_worksheet(LISTS)
            self.lists.very_hidden()
            self.list_count = 0
        place, self.list_count = self.list_count, self.list_count + 1
        self.lists.write_string(0, place, header)
        for row, label in enumerate(labels, start=1):
            self.lists.write_string(row, place, label)
        letters = xlsxwriter.utility.xl_col_to_name(place)
        return f"='{LISTS}'!${letters}$2:${letters}${len(labels) + 1}"

    def text(self, row: int, place: int, text: str, look: str = "text") -> None:
        """A cell: always a string, and one that stays a string when somebody edits it."""
        if text:
            chosen = "guarded" if look == "text" and LIVE.match(text) else look
            self.sheet.write_string(row, place, writable(text), self.looks[chosen])

    def row(self, row: int, texts: Iterable[str], look: str = "text", shift: int = 0) -> None:
        for place, text in enumerate(texts):
            self.text(row, place + shift, text, look)

    def close(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def choices_of(column: Column, user: User) -> Choices:
    if column.type == Type.YES_NO:
        return (("1", "是"), ("0", "否"))
    return column.choices_for(user)


def note_for(column: Column) -> str:
    """What a person should know about a column, as a note on its heading."""
    said = ["必填" if column.required else "可以不填", _TYPE_HELP.get(column.type, ""), column.help]
    return "。".join(one for one in said if one)


def writable(text: str) -> str:
    """Half characters cannot be written into any file; everything else can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _sheet_name(label: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", "", label)[:31] or "表格"
