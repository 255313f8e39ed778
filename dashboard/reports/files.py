"""The report as an Excel workbook and as a Word paper in the page of GB/T 9704, both from the same tables."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import xlsxwriter

from core.papers.filling import fill
from core.papers.kinds import Field, PaperKind
from core.papers.layout import Block, Cell, NewPage, P, Row, h1, title
from core.papers.layout import Table as LaidTable
from core.papers.stationery import template_of
from core.sheets.writing.book import LIVE, writable
from dashboard.reports.tables import Report, Table, Value

# What fills a turned A4 page, in the width of a digit; notes are less wide; a column keeps to the last two.
_PAGE, _NOTES, _NARROW, _WIDE = 126, 100, 9, 34
_A4 = 9
# Lines of a turned page of the Word paper: what a table needs beside its rows, and the title above the first.
_LINES, _HEADING, _TITLE = 22, 3, 2
_LOOKS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "head": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
    "number": {"border": 1, "num_format": "0", "align": "center", "valign": "vcenter"},
    "decimal": {"border": 1, "num_format": "General", "align": "center", "valign": "vcenter"},
    "text": {"border": 1, "num_format": "@", "align": "left", "valign": "vcenter", "text_wrap": True},
    "mark": {"border": 1, "num_format": "@", "align": "center", "valign": "vcenter"},
    "note": {"text_wrap": True, "valign": "top"},
}


def workbook(report: Report) -> bytes:
    """One sheet a table, numbers as numbers; the last sheet says how they are counted."""
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, settings)
    book.set_properties({"author": "", "title": report.title})
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    for table in report.tables:
        _sheet(book, looks, report, table)
    _notes(book, looks, report)
    book.close()
    return out.getvalue()


def _notes(book: xlsxwriter.Workbook, looks: dict[str, object], report: Report) -> None:
    sheet = book.add_worksheet("说明")
    _print_setup(sheet)
    sheet.set_column(0, 0, _NOTES)
    for at, line in enumerate([report.title, *report.notes, "填表人：　　　　审核人：　　　　日期："]):
        sheet.write_string(at, 0, line, looks["note"])


def _print_setup(sheet: "xlsxwriter.worksheet.Worksheet") -> None:
    """A4 turned, one page wide, in the middle of it, with the number of the page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&R&8第 &P 页，共 &N 页")


def _sheet(book: xlsxwriter.Workbook, looks: dict[str, object], report: Report, table: Table) -> None:
    sheet = book.add_worksheet(table.title)
    last = len(table.head) - 1
    _print_setup(sheet)
    for at, width in enumerate(_widths(table)):
        sheet.set_column(at, at, width)
    sheet.merge_range(0, 0, 0, last, f"{report.title}　{table.title}", looks["title"])
    sheet.set_row(0, 32)
    for at, name in enumerate(table.head):
        sheet.write_string(1, at, name, looks["head"])
    for line, row in enumerate(table.rows, start=2):
        for at, value in enumerate(row):
            if isinstance(value, str):
                guarded = f"'{value}" if LIVE.match(value) else value
                sheet.write_string(
                    line, at, writable(guarded), looks["text" if _is_text(table, at) else "mark"]
                )
            else:
                whole = isinstance(value, int) or value == value.to_integral_value()
                sheet.write_number(line, at, value, looks["number" if whole else "decimal"])
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    if table.note:
        sheet.write_string(len(table.rows) + 2, 0, table.note)


def _is_text(table: Table, at: int) -> bool:
    """Names and words stand left; what says that there is no number, and a rate, stand where the number would."""
    told = [row[at] for row in table.rows]
    if at == 0 or any(isinstance(one, int | Decimal) for one in told):
        return at == 0
    return any(_length(one) > len(str(one)) for one in told)


def _widths(table: Table) -> Iterator[float]:
    """Of each column in the width of a digit: what its texts need, drawn out until the page is full."""
    needed = [
        min(max(_NARROW, _length(name) + 2, *(_length(row[at]) + 2 for row in table.rows)), _WIDE)
        for at, name in enumerate(table.head)
    ]
    factor = max(1.0, min(2.0, _PAGE / sum(needed)))
    return (round(one * factor, 1) for one in needed)


def _length(value: Value) -> int:
    """A Chinese character is as wide as two digits."""
    return sum(2 if ord(one) > 0x2E7F else 1 for one in str(value))


def word(report: Report, *, now: datetime) -> bytes:
    """Landscape, heads of tables on every page; a year's report leaves room for what only people can write."""
    facts: dict[str, object] = {"period": report.period.words, "title": report.title, "notes": []}
    facts["notes"] = [{"text": line} for line in report.notes]
    facts |= {
        table.key: [{f"c{at}": str(value) for at, value in enumerate(row)} for row in table.rows]
        for table in report.tables
    }
    return fill(template_of(_kind(report)), facts, title=report.title, at=now)


def _kind(report: Report) -> PaperKind:
    fields = [
        Field("period", "期间"),
        Field("title", "标题"),
        Field("notes", "说明", rows=(Field("text", "说明"),)),
    ]
    blocks: list[Block] = [title("{{ title }}")]
    turned = _new_pages(report.tables)
    for number, table in enumerate(report.tables):
        blocks += [NewPage()] if number in turned else []
        columns = tuple(Field(f"c{at}", name) for at, name in enumerate(table.head))
        fields.append(Field(table.key, table.title, rows=columns))
        blocks += [h1(f"{'一二三四五六七八'[number]}、{table.title}"), _laid(table)]
        if table.note:
            blocks.append(P(table.note, "small"))
    blocks += [h1("说明"), P("{{ n.text }}", "small", each="n in notes")]
    if report.period.months == 12:
        blocks += [
            block for name in ("荣誉和做法", "问题", "明年打算") for block in (h1(name), P("（由填报人写）"))
        ]
    blocks.append(P("填表人：　　　　　　审核人：　　　　　　日期：", "plain", before=20))
    code = {1: "L26", 3: "L27", 12: "L28"}[report.period.months]
    return PaperKind(
        code=code,
        name=report.period.name,
        subject_kind="report",
        fields=tuple(fields),
        layout=tuple(blocks),
        is_personal=False,
        landscape=True,
        is_kept=False,
    )


def _new_pages(tables: Sequence[Table]) -> set[int]:
    """Which tables begin a page of their own, because they would be torn apart where they are."""
    found, used = set(), _TITLE
    for number, table in enumerate(tables):
        lines = len(table.rows) + _HEADING + bool(table.note)
        if number and used + lines > _LINES:
            found.add(number)
            used = 0
        used += lines
    return found


def _laid(table: Table) -> LaidTable:
    cells = tuple(
        Cell(f"{{{{ r.c{at} }}}}", style="fine" if at == 0 else "fine_label") for at in range(len(table.head))
    )
    rows = (
        Row(tuple(Cell(name, style="fine_label") for name in table.head), is_head=True, height=9),
        Row(cells, each=f"r in {table.key}", height=6),
    )
    return LaidTable((2, *([1] * (len(table.head) - 1))), rows)
