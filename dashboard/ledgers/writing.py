"""A sheet in the upper level's layout, streamed: xlsxwriter draws the frame once, the rows go by one at a time.

xlsxwriter keeps a whole sheet in memory or puts it into temporary files; people's data does neither here (docs/adr/0011, 0036). So
the frame is written with one row that names the styles, and that row is replaced by the real ones on their way out. Every text
is an inline string, and one that a spreadsheet would run is marked as text."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from core.sheets.writing.book import LIVE, writable
from dashboard.ledgers.layout import WIDTHS, Width, has_sums
from dashboard.ledgers.reading import Asked, Reader, readers_of
from dashboard.ledgers.sources.base import Kind

_SHEET, _BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
# Stands in the frame for the last row of the print area, which is known when the rows are through.
_LAST = 999_999
_ENOUGH = 64 * 1024
_A4 = 9
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Excel reads _x0041_ as a letter.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BOX = {"border": 1, "valign": "vcenter", "text_wrap": True}
_LOOKS = {
    "text": {**_BOX, "num_format": "@"},
    "guarded": {**_BOX, "num_format": "@", "quote_prefix": True},
    "number": {**_BOX, "num_format": "General"},
    "money": {**_BOX, "num_format": "0.00"},
    "sum_text": {**_BOX, "bold": True, "num_format": "@"},
    "sum_number": {**_BOX, "bold": True, "num_format": "General"},
    "sum_money": {**_BOX, "bold": True, "num_format": "0.00"},
    "plain": {"num_format": "@"},
    "mark": {"num_format": "@", "font_color": "#6B7280", "font_size": 9},
}
_HEADS = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "line": {"num_format": "@", "align": "left", "valign": "vcenter"},
    "head": {**_BOX, "bold": True, "align": "center"},
}
Cell = str | int | Decimal


@dataclass
class _Sink:
    """Where the archive is written to: bytes wait here until they are sent."""

    waiting: list[bytes] = field(default_factory=list)
    size: int = 0

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing lies between."""

    def take(self) -> bytes:
        found = b"".join(self.waiting)
        self.waiting, self.size = [], 0
        return found


@dataclass(frozen=True)
class _Frame:
    """The workbook without its rows."""

    parts: dict[str, bytes]
    head: str
    tail: str
    styles: dict[str, str]
    first_row: int


def stream(
    sheet: Asked, rows: Iterable[list[Cell]], *, mark: str, notes: Iterable[str] = ()
) -> Iterator[bytes]:
    """The workbook in pieces. `mark` says whose copy it is, `notes` what is missing in it; both stand under the table."""
    frame, sink = _frame(sheet, mark), _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in frame.parts.items():
            if name not in (_SHEET, _BOOK):
                archive.writestr(name, content)
        body = _Body(frame, readers_of(sheet))
        with archive.open(_SHEET, "w") as part:
            part.write(frame.head.encode())
            for values in rows:
                part.write(body.row(values))
                if sink.size >= _ENOUGH:
                    yield sink.take()
            last = frame.first_row - 1 + body.count + has_sums(sheet.layout)
            part.write(body.end(sheet, mark, notes))
            part.write(frame.tail.encode())
        # The print area ends with the line for signatures; the mark is on every page's edge.
        told = frame.parts[_BOOK].decode().replace(f"${_LAST}", f"${last + bool(sheet.layout.foot)}")
        archive.writestr(_BOOK, told)
    yield sink.take()


def _frame(sheet: Asked, mark: str) -> _Frame:
    layout, last = sheet.layout, len(sheet.layout.columns) - 1
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": layout.title, "author": sheet.user.display_name, "comments": mark})
    looks = {name: book.add_format(look) for name, look in (_LOOKS | _HEADS).items()}
    page = book.add_worksheet("报表")
    texts = [("title", layout.title), *(("line", sheet.fill(one)) for one in layout.lines)]
    for at, (look, words) in enumerate(texts):
        if last:
            page.merge_range(at, 0, at, last, "", looks[look])
        page.write_string(at, 0, writable(words), looks[look])
    page.set_row(0, 32)
    head = len(texts)
    for at, one in enumerate(layout.columns):
        page.set_column(at, at, WIDTHS[Width(one.width)])
        page.write_string(head, at, writable(one.heading), looks["head"])
    for at, name in enumerate(_LOOKS):
        page.write_blank(head + 1, at, None, looks[name])
    _print_setup(page, mark, head, last)
    book.close()
    return _cut(buffer.getvalue(), head + 2)


def _print_setup(page: "xlsxwriter.worksheet.Worksheet", mark: str, head: int, last: int) -> None:
    """A4 turned, one page wide, the heading on each page, whose copy it is on each edge."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, head)
    page.freeze_panes(head + 1, 0)
    page.print_area(0, 0, _LAST - 1, last)
    line = mark.replace("&", "&&")[:200]
    page.set_footer(f"&L&8{line}&R&8第 &P 页，共 &N 页")


def _cut(content: bytes, sample: int) -> _Frame:
    """Take the row that names the styles out of the sheet; what is before and after it goes round the real rows."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts[_SHEET].decode()
    found = re.search(rf'<row r="{sample}".*?</row>', xml)
    if found is None:
        raise LookupError("the frame has no row of styles")
    styles = re.findall(r'<c r="[A-Z]+\d+" s="(\d+)"', found[0])
    head = re.sub(r"<dimension[^>]*/>", "", xml[: found.start()])
    return _Frame(parts, head, xml[found.end() :], dict(zip(_LOOKS, styles, strict=True)), sample)


class _Body:
    """Rows as XML, and what they add up to."""

    def __init__(self, frame: _Frame, readers: list[Reader]) -> None:
        self.frame, self.readers = frame, readers
        self.count = 0
        self.sums: list[Decimal] = [Decimal(0)] * len(readers)
        self.names = [xl_col_to_name(at) for at in range(max(len(readers), 1))]

    def row(self, values: list[Cell]) -> bytes:
        at = self.frame.first_row + self.count
        self.count += 1
        found = [self._cell(place, at, value) for place, value in enumerate(values)]
        return f'<row r="{at}">{"".join(found)}</row>'.encode()

    def _cell(self, place: int, at: int, value: Cell) -> str:
        reader = self.readers[place]
        if isinstance(value, str):
            return self._text(place, at, value, "guarded" if LIVE.match(value) else "text")
        if reader.is_number:
            self.sums[place] += value
        return self._number(place, at, value, "money" if reader.kind == Kind.MONEY else "number")

    def _text(self, place: int, at: int, text: str, look: str) -> str:
        style = self.frame.styles[look]
        clean = _CODED.sub("_x005F_", _UNWRITABLE.sub("", writable(text)))
        if not clean:
            return f'<c r="{self.names[place]}{at}" s="{style}"/>'
        inside = f'<is><t xml:space="preserve">{escape(clean)}</t></is>'
        return f'<c r="{self.names[place]}{at}" s="{style}" t="inlineStr">{inside}</c>'

    def _number(self, place: int, at: int, value: int | Decimal, look: str) -> str:
        return f'<c r="{self.names[place]}{at}" s="{self.frame.styles[look]}"><v>{value}</v></c>'

    def end(self, sheet: Asked, mark: str, notes: Iterable[str]) -> bytes:
        """The sums, the line for signatures, the mark, and what is missing."""
        at = self.frame.first_row + self.count
        found = []
        if has_sums(sheet.layout):
            found.append(
                f'<row r="{at}">{"".join(self._sum(place, at) for place in range(len(self.readers)))}</row>'
            )
            at += 1
        below = [("plain", sheet.fill(sheet.layout.foot))] if sheet.layout.foot else []
        for look, words in [*below, ("mark", mark), *(("mark", one) for one in notes)]:
            found.append(f'<row r="{at}">{self._text(0, at, words, look)}</row>')
            at += 1
        return "".join(found).encode()

    def _sum(self, place: int, at: int) -> str:
        reader = self.readers[place]
        if reader.is_number:
            look = "sum_money" if reader.kind == Kind.MONEY else "sum_number"
            return self._number(place, at, self.sums[place], look)
        return self._text(place, at, "合计" if place == 0 else "", "sum_text")
