"""Workbooks taken apart: every part of the file in one's own hands, to put together what no program writes."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.sheets.conftest import HEADS, good_rows

FILE, ROW, MATCH, FINE = "file", "row", "match", "fine"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True)
class Case:
    """One file and what must become of it. `said` is part of the sentence, or the code of the row's problem."""

    name: str
    content: Callable[[], bytes]
    fate: str
    said: str = ""
    file_name: str = "住户.xlsx"
    limits: dict[str, int] = field(default_factory=dict)


def text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def row_xml(number: int, cells: list[str], attrs: str = "") -> str:
    inner = "".join(text_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells) if cell)
    return f'<row r="{number}"{attrs}>{inner}</row>'


def sheet_xml(rows: str, before: str = "", after: str = "", root: str = "") -> str:
    opened = root or f'<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}">'
    return f"{_HEAD}{opened}{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def honest(*more: str) -> str:
    """A heading row, a good row, and whatever is given."""
    return row_xml(1, HEADS) + row_xml(2, good_rows(1)[0]) + "".join(more)


def parts(**changes: str | bytes | None) -> dict[str, str | bytes]:
    """The parts of a small workbook; give one another content, or None to leave it out."""
    kept: dict[str, str | bytes | None] = {
        "types": (
            f'{_HEAD}<Types xmlns="{_PKG}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>'
        ),
        "rels": (
            f'{_HEAD}<Relationships xmlns="{_PKG}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "book": book_xml('<sheet name="住户" sheetId="1" r:id="rId1"/>'),
        "book_rels": (
            f'{_HEAD}<Relationships xmlns="{_PKG}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{_REL}/worksheet" Target="worksheets/sheet2.xml"/>'
            f'<Relationship Id="rId3" Type="{_REL}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId4" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        ),
        "sheet": sheet_xml(honest()),
        "styles": (
            f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
            '</numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="20"/></cellXfs></styleSheet>'
        ),
        "strings": f'{_HEAD}<sst xmlns="{_MAIN}"><si><t>铁北社区</t></si><si><t>王共享</t></si></sst>',
    }
    kept.update(changes)
    names = {
        "types": "[Content_Types].xml", "rels": "_rels/.rels", "book": "xl/workbook.xml",
        "book_rels": "xl/_rels/workbook.xml.rels", "sheet": "xl/worksheets/sheet1.xml",
        "sheet2": "xl/worksheets/sheet2.xml", "styles": "xl/styles.xml", "strings": "xl/sharedStrings.xml",
    }  # fmt: skip
    return {names.get(key, key): content for key, content in kept.items() if content is not None}


def book_xml(sheets: str, properties: str = "") -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{properties}<sheets>{sheets}</sheets></workbook>'
    )


def packed(files: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return buffer.getvalue()


def made(**changes: str | bytes | None) -> Callable[[], bytes]:
    return lambda: packed(parts(**changes))


def with_sheet(rows: str, **more: str) -> Callable[[], bytes]:
    return made(sheet=sheet_xml(rows, **more))


def with_cell(cell: str, column: str = "B") -> Callable[[], bytes]:
    """A good row whose cell of one column is this XML; {at} becomes its address."""
    row = good_rows(1, start=1)[0]
    cells = [
        cell.replace("{at}", f"{column}3")
        if chr(65 + place) == column
        else text_cell(f"{chr(65 + place)}3", text)
        for place, text in enumerate(row)
        if text or chr(65 + place) == column
    ]
    return with_sheet(honest(f'<row r="3">{"".join(cells)}</row>'))


def with_text(column: int, text: str) -> Callable[[], bytes]:
    """A good row with another text in one column."""
    row = [*good_rows(1, start=1)[0]]
    row[column] = text
    return lambda: packed(parts(sheet=sheet_xml(honest(row_xml(3, row)))))


def noise(rows: int) -> str:
    return "".join(row_xml(3 + n, [f"铁北社区{n * 7919 % 10_007}", f"王{n}"] * 3) for n in range(rows))
