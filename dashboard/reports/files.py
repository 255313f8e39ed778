"""The report as an Excel workbook and as a Word paper in the page of GB/T 9704, both from the same tables."""

import io
from datetime import datetime

import xlsxwriter

from core.papers.filling import fill
from core.papers.kinds import Field, PaperKind
from core.papers.layout import Block, Cell, P, Row, h1, label, title
from core.papers.layout import Table as LaidTable
from core.papers.stationery import template_of
from core.sheets.writing.book import LIVE, writable
from dashboard.reports.tables import Report, Table

# A4 turned: so wide a sheet is printed on one page.
_NAME_WIDTH, _WIDTH = 18, 11


def workbook(report: Report) -> bytes:
    """One sheet a table, numbers as numbers; the last sheet says how they are counted."""
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, settings)
    book.set_properties({"author": "", "title": report.title})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "head": book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        ),
        "cell": book.add_format({"border": 1, "num_format": "0"}),
        "hours": book.add_format({"border": 1, "num_format": "0.0"}),
        "text": book.add_format({"border": 1, "num_format": "@", "align": "left"}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for table in report.tables:
        _sheet(book, looks, report, table)
    notes = book.add_worksheet("说明")
    notes.set_column(0, 0, 90)
    for at, line in enumerate([report.title, *report.notes, "填表人：　　　　审核人：　　　　日期："]):
        notes.write_string(at, 0, line, looks["note"])
    book.close()
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, looks: dict[str, object], report: Report, table: Table) -> None:
    sheet = book.add_worksheet(table.title)
    last = len(table.head) - 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, last, _WIDTH)
    sheet.merge_range(0, 0, 0, last, f"{report.title}　{table.title}", looks["title"])
    for at, name in enumerate(table.head):
        sheet.write_string(1, at, name, looks["head"])
    for line, row in enumerate(table.rows, start=2):
        for at, value in enumerate(row):
            if isinstance(value, str):
                guarded = f"'{value}" if LIVE.match(value) else value
                sheet.write_string(line, at, writable(guarded), looks["text"])
            else:
                sheet.write_number(line, at, value, looks["cell" if isinstance(value, int) else "hours"])
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    if table.note:
        sheet.write_string(len(table.rows) + 2, 0, table.note)


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
    for number, table in enumerate(report.tables):
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


def _laid(table: Table) -> LaidTable:
    cells = tuple(
        Cell(f"{{{{ r.c{at} }}}}", style="cell" if at == 0 else "label") for at in range(len(table.head))
    )
    rows = (
        Row(tuple(label(name) for name in table.head), is_head=True),
        Row(cells, each=f"r in {table.key}", height=7),
    )
    return LaidTable((2, *([1] * (len(table.head) - 1))), rows)
