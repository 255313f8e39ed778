"""What stands in a Word file, as plain data that the PDF is set from. Pure work on bytes, no database.

Paragraphs with their runs, tables with spans, breaks, the page. Pictures, text boxes and other drawings are not read:
the check of an uploaded template says so."""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

Data = dict[str, Any]
_SIDES = {"center": "center", "right": "right", "end": "right", "left": "left", "start": "left"}


def read(data: bytes) -> Data:
    """Page and blocks of the file. Sections after the first follow the page of the first."""
    document = Document(io.BytesIO(data))
    return {
        "page": _page(document),
        "blocks": list(_blocks(document.element.body, document)),
        "foot": "\n".join(_foot_words(document)),
    }


def plain_text(read_data: Data) -> str:
    """The words alone, a line for each paragraph, cells of a row side by side: for readers, searches and tests."""
    return "\n".join(_lines(read_data["blocks"]))


def _lines(blocks: list[Data]) -> Iterator[str]:
    for block in blocks:
        if block["t"] == "p":
            yield _words(block)
        else:
            for row in block["rows"]:
                yield " | ".join(
                    " / ".join(_words(one) for one in cell["blocks"])
                    for cell in row["cells"]
                    if not cell["hidden"]
                )


def _words(paragraph: Data) -> str:
    return "".join(run["x"] for run in paragraph["runs"])


def _page(document: Any) -> Data:
    section = document.sections[0]
    return {
        "width": section.page_width.pt,
        "height": section.page_height.pt,
        "top": section.top_margin.pt,
        "left": section.left_margin.pt,
        "right": section.right_margin.pt,
        "bottom": section.bottom_margin.pt,
    }


def _foot_words(document: Any) -> Iterator[str]:
    """Words of an office's own foot. The page number is drawn by the PDF itself."""
    for paragraph in document.sections[0].footer.paragraphs:
        if not paragraph._p.xpath(".//w:instrText") and paragraph.text.strip(" —"):
            yield paragraph.text


def _blocks(parent: Any, document: Any) -> Iterator[Data]:
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield _paragraph(Paragraph(child, document))
        elif child.tag == qn("w:tbl"):
            yield _table(Table(child, document), document)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if content is not None:
                yield from _blocks(content, document)


def _chain(paragraph: Paragraph) -> list[Any]:
    """Where a property may stand: the paragraph itself, its style, the styles that it is based on."""
    found, style = [], paragraph.style
    while style is not None:
        found.append(style)
        style = style.base_style
    return found


def _shape(paragraph: Paragraph, styles: list[Any], name: str) -> Any:
    for owner in (paragraph, *styles):
        value = getattr(owner.paragraph_format, name)
        if value is not None:
            return value
    return None


def _points(length: Any) -> float:
    return float(length.pt) if length is not None else 0.0


def _paragraph(paragraph: Paragraph) -> Data:
    styles = _chain(paragraph)
    size = _size(None, styles)
    line = _shape(paragraph, styles, "line_spacing")
    # A multiple is of the font's own line, about 1.3 of its size.
    line = size * 1.3 * line if isinstance(line, float) else _points(line)
    align = _align(paragraph, styles)
    return {
        "t": "p",
        "align": align,
        "size": size,
        "line": max(line, 1.0) or size * 1.5,
        "first": _points(_shape(paragraph, styles, "first_line_indent")),
        "left": _points(_shape(paragraph, styles, "left_indent")),
        "right": _points(_shape(paragraph, styles, "right_indent")),
        "before": _points(_shape(paragraph, styles, "space_before")),
        "after": _points(_shape(paragraph, styles, "space_after")),
        "keep": bool(_shape(paragraph, styles, "keep_with_next")),
        "break": bool(_shape(paragraph, styles, "page_break_before")) or _has_page_break(paragraph),
        "rule": _rule(paragraph, styles),
        "heading": _heading(paragraph),
        "runs": [one for run in paragraph._p.iter(qn("w:r")) for one in _run(run, paragraph, styles)],
    }


def _align(paragraph: Paragraph, styles: list[Any]) -> str:
    for element in (paragraph._p, *(style.element for style in styles)):
        side = element.find(f"{qn('w:pPr')}/{qn('w:jc')}")
        if side is not None:
            return _SIDES.get(side.get(qn("w:val")), "both")
    return "left"


def _has_page_break(paragraph: Paragraph) -> bool:
    return bool(paragraph._p.xpath(".//w:br[@w:type='page']"))


def _rule(paragraph: Paragraph, styles: list[Any]) -> str:
    """The colour of a line under the paragraph; empty when there is none."""
    for element in (paragraph._p, *(style.element for style in styles)):
        edge = element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:bottom')}")
        if edge is not None:
            colour = edge.get(qn("w:color")) or "000000"
            return "000000" if colour == "auto" else colour
    return ""


def _heading(paragraph: Paragraph) -> int:
    """What a reader's ear needs: the title is level 1, 一、 level 2, (一) level 3."""
    name = paragraph.style.name if paragraph.style is not None else ""
    return {"公文标题": 1, "卷宗题名": 1, "公文一级标题": 2, "公文二级标题": 3}.get(name or "", 0)


def _owned(run: Any, styles: list[Any], tag: str) -> Any:
    """The property of a run's look, from the run or the styles of its paragraph."""
    for element in (*([run] if run is not None else []), *(style.element for style in styles)):
        found = element.find(f"{qn('w:rPr')}/{qn(tag)}")
        if found is not None:
            return found
    return None


def _size(run: Any, styles: list[Any]) -> float:
    found = _owned(run, styles, "w:sz")
    return int(found.get(qn("w:val"))) / 2 if found is not None else 10.5


def _font(run: Any, styles: list[Any]) -> str:
    for element in (run, *(style.element for style in styles)):
        found = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if found is not None and found.get(qn("w:eastAsia")):
            return str(found.get(qn("w:eastAsia")))
    return ""


def _is_on(run: Any, styles: list[Any], tag: str) -> bool:
    found = _owned(run, styles, tag)
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "none")


def _run(run: Any, paragraph: Paragraph, styles: list[Any]) -> Iterator[Data]:
    text = "".join(_characters(run))
    if not text:
        return
    colour = _owned(run, styles, "w:color")
    shade = run.find(f"{qn('w:rPr')}/{qn('w:shd')}")
    light = run.find(f"{qn('w:rPr')}/{qn('w:highlight')}")
    value = colour.get(qn("w:val")) if colour is not None else "000000"
    yield {
        "x": text,
        "size": _size(run, styles),
        "font": _font(run, styles),
        "bold": _is_on(run, styles, "w:b"),
        "under": _is_on(run, styles, "w:u"),
        "colour": value if len(value or "") == 6 else "000000",
        "mark": light is not None or (shade is not None and shade.get(qn("w:fill")) not in (None, "auto")),
    }


def _characters(run: Any) -> Iterator[str]:
    for child in run.iterchildren():
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "　　"
        elif child.tag in (qn("w:br"), qn("w:cr")) and child.get(qn("w:type")) != "page":
            yield "\n"


def _table(table: Table, document: Any) -> Data:
    widths = [column.width.pt if column.width else 0.0 for column in table.columns]
    return {
        "t": "table",
        "widths": widths if all(widths) else [1.0] * len(widths),
        "lined": _is_lined(table),
        "rows": [_row(one, document) for one in table._tbl.tr_lst],
    }


def _is_lined(table: Table) -> bool:
    """Tables have lines unless their style is plain and nothing draws any."""
    name = table.style.name if table.style is not None else ""
    return name not in ("Normal Table", "普通表格") or bool(
        table._tbl.xpath(".//w:tblBorders|.//w:tcBorders")
    )


def _row(row: Any, document: Any) -> Data:
    height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
    return {
        "min": int(height.get(qn("w:val"), 0)) / 20 if height is not None else 0.0,
        "head": row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None,
        "whole": row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None,
        "cells": [_cell(one, document) for one in row.tc_lst],
    }


def _cell(cell: Any, document: Any) -> Data:
    look = cell.tcPr
    merge = look.find(qn("w:vMerge")) if look is not None else None
    middle = look.find(qn("w:vAlign")) if look is not None else None
    return {
        "span": cell.grid_span,
        "hidden": merge is not None and merge.get(qn("w:val")) != "restart",
        "rows": "merge" if merge is not None else "",
        "middle": middle is not None and middle.get(qn("w:val")) == "center",
        "blocks": list(_blocks(cell, document)),
    }
