"""Word templates built from layouts, in the page of GB/T 9704-2012. Pure work on bytes, no database.

A4, 37 mm above and 28 mm left of a text block of 156 x 225 mm, 22 lines of 28 characters, page number in size four
between dashes, odd right and even left. Fonts are named, not embedded."""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.papers import parcel
from core.papers.kinds import PaperKind
from core.papers.layout import Block, Cell, Cut, Each, NewPage, P, Row, Table

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
# Twentieths of a point. 22 lines of 29 pt need four of them more than 225 mm; the foot gives them (0.1 mm).
A4 = (11906, 16838)
TOP, LEFT, RIGHT, BOTTOM = 2098, 1588, 1474, 1978
FOOTER = 1380
LINE_PITCH = 580
# 28 characters on 156 mm: each is 0.2073 pt narrower than its 16 pt, in 4096ths of a point.
CHAR_SPACE = -849
CHARACTER = 16
RED = "C00000"
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Style:
    """A paragraph style: sizes in points, indents in characters."""

    name: str
    font: str = FANG
    size: float = CHARACTER
    line: float = LINE_PITCH / 20
    align: str = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    after: int = 0
    colour: str = ""
    rule: bool = False
    on_grid: bool = True
    keeps: bool = False


STYLES: dict[str, Style] = {
    "title": Style("公文标题", SONG, 22, 35, "centre", keeps=True),
    "number": Style("公文编号", align="centre", after=14, keeps=True),
    "body": Style("公文正文", first=2),
    "plain": Style("公文顶格"),
    "centre": Style("公文居中", align="centre"),
    "right": Style("公文居右", align="right"),
    "h1": Style("公文一级标题", HEI, first=2, keeps=True),
    "h2": Style("公文二级标题", KAI, first=2, keeps=True),
    "sign": Style("公文签名", align="left", left=6),
    "seal": Style("公文落款", align="right", right=4, keeps=True),
    "small": Style("公文附注", size=12, line=20, align="left", on_grid=False),
    "cell": Style("表格文字", size=12, line=20, align="left", on_grid=False),
    "label": Style("表格栏目", size=12, line=20, align="centre", on_grid=False),
    # Tables of many rows and columns, on a page of their own.
    "fine": Style("表格细文字", size=10.5, line=16, align="left", on_grid=False),
    "fine_label": Style("表格细栏目", size=10.5, line=16, align="centre", on_grid=False),
    "redhead": Style("发文机关", SONG, 36, 50, "centre", colour=RED, on_grid=False),
    "redline": Style("红色分隔线", size=6, line=8, align="centre", after=14, rule=True),
    "cut": Style("裁切线", size=12, line=24, align="centre", on_grid=False),
    "cover": Style("卷宗题名", SONG, 36, 60, "centre", after=40, on_grid=False),
}


@lru_cache(maxsize=64)
def template_of(kind: PaperKind) -> bytes:
    """The shipped Word template of a kind, the same bytes every time."""
    document = Document()
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    _lay_styles(document)
    _lay_page(document, kind.landscape)
    for block in kind.layout:
        _lay(document, block)
    document.core_properties.title = kind.name
    document.core_properties.author = ""
    document.core_properties.comments = ""
    out = io.BytesIO()
    document.save(out)
    return parcel.repack(out.getvalue())


def _lay_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _set_font(normal, FANG, CHARACTER)
    for style in STYLES.values():
        made = document.styles.add_style(style.name, 1)
        made.base_style = normal
        made.quick_style = True
        _set_font(made, style.font, style.size)
        _shape(made, style)


def _set_font(style: Any, font: str, size: float) -> None:
    style.font.name = font
    style.font.size = Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _shape(made: Any, style: Style) -> None:
    shape = made.paragraph_format
    shape.alignment = _ALIGN[style.align]
    shape.line_spacing = Pt(style.line)
    shape.space_before, shape.space_after = Pt(0), Pt(style.after)
    shape.widow_control = False
    shape.keep_with_next = style.keeps
    if style.left:
        shape.left_indent = Pt(style.left * style.size)
    if style.right:
        shape.right_indent = Pt(style.right * style.size)
    if style.first:
        shape.first_line_indent = Pt(style.first * style.size)
        # In characters, so that it stays two when somebody changes the size.
        made.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(style.first * 100))
    if not style.on_grid:
        _put(made.element.pPr, "w:snapToGrid", val="0")
    if style.colour:
        _put(made.element.rPr, "w:color", val=style.colour)
    if style.rule:
        edge = _put(made.element.pPr, "w:pBdr")
        _put(edge, "w:bottom", val="single", sz="16", space="1", color=RED)


def _put(parent: Any, tag: str, **values: str) -> Any:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    # The schema has an order; python-docx knows it for what it makes itself, Word wants it from all.
    following = parent.xpath(_AFTER[tag]) if tag in _AFTER else []
    if following:
        following[0].addprevious(element)
    else:
        parent.append(element)
    return element


_AFTER = {
    "w:pBdr": "./w:shd|./w:tabs|./w:snapToGrid|./w:spacing|./w:ind|./w:jc",
    "w:snapToGrid": "./w:spacing|./w:ind|./w:jc",
    "w:color": "./w:sz|./w:szCs|./w:highlight|./w:u|./w:shd",
}


def _lay_page(document: Any, landscape: bool) -> None:
    section = document.sections[0]
    # Turned, the 37 mm come to the left; the text block keeps its measures.
    width, height = A4[::-1] if landscape else A4
    margins = (LEFT, BOTTOM, RIGHT, TOP) if landscape else (TOP, RIGHT, BOTTOM, LEFT)
    section.page_width, section.page_height = Pt(width / 20), Pt(height / 20)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        Pt(one / 20) for one in margins
    )
    section.header_distance, section.footer_distance = Mm(15), Pt((700 if landscape else FOOTER) / 20)
    if landscape:
        section._sectPr.find(qn("w:pgSz")).set(qn("w:orient"), "landscape")
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    # The twenty-eight characters of a line are those of the upright page.
    kept = (("charSpace", CHAR_SPACE),) if not landscape else ()
    kind = "lines" if landscape else "linesAndChars"
    for name, value in (("type", kind), ("linePitch", LINE_PITCH), *kept):
        grid.set(qn(f"w:{name}"), str(value))
    section._sectPr.append(grid)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _page_number(footer: Any, side: str) -> None:
    """— 1 — in size four, one character in from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = _ALIGN[side]
    shape = paragraph.paragraph_format
    shape.right_indent, shape.left_indent = (Pt(14), None) if side == "right" else (None, Pt(14))
    for text in ("— ", "", " —"):
        run = paragraph.add_run(text)
        run.font.size, run.font.name = Pt(14), "宋体"
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
        if not text:
            for part in ("begin", "PAGE", "end"):
                run._r.append(_field(part))


def _field(part: str) -> Any:
    if part == "PAGE":
        code = OxmlElement("w:instrText")
        code.text = "PAGE"
        return code
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), part)
    return mark


def _lay(document: Any, block: Block) -> None:
    if isinstance(block, P):
        _lay_paragraph(document, block)
    elif isinstance(block, Table):
        _lay_table(document, block)
    elif isinstance(block, Each):
        document.add_paragraph(f"{{%p for {block.each} %}}")
        for inner in block.blocks:
            _lay(document, inner)
        document.add_paragraph("{%p endfor %}")
    elif isinstance(block, Cut):
        document.add_paragraph(f"{'┄' * 12}　{block.text}　{'┄' * 12}", style=STYLES["cut"].name)
    elif isinstance(block, NewPage):
        paragraph = document.add_paragraph(style=STYLES["small"].name)
        paragraph.paragraph_format.page_break_before = True
        paragraph.paragraph_format.line_spacing = Pt(1)


def _lay_paragraph(document: Any, block: P) -> None:
    opened = [f"{{%p for {block.each} %}}"] if block.each else []
    opened += [f"{{%p if {block.when} %}}"] if block.when else []
    closed = (["{%p endif %}"] if block.when else []) + (["{%p endfor %}"] if block.each else [])
    for tag in opened:
        document.add_paragraph(tag)
    paragraph = document.add_paragraph(block.text, style=STYLES[block.style].name)
    if block.before:
        paragraph.paragraph_format.space_before = Pt(block.before)
    for tag in closed:
        document.add_paragraph(tag)


def _lay_table(document: Any, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.widths))
    table.style = "Table Grid"
    table.autofit = False
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    shares = [int(width * share / sum(block.widths)) for share in block.widths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = share
    for row in block.rows:
        if row.each:
            _tag_row(table, f"{{%tr for {row.each} %}}")
        _lay_row(table, row, shares)
        if row.each:
            _tag_row(table, "{%tr endfor %}")
    # A paragraph of no height, or two tables after each other would become one.
    gap = document.add_paragraph(style=STYLES["small"].name)
    gap.paragraph_format.line_spacing = Pt(6)


def _tag_row(table: Any, tag: str) -> None:
    table.add_row().cells[0].paragraphs[0].text = tag


def _lay_row(table: Any, row: Row, shares: list[int]) -> None:
    made = table.add_row()
    made.height = Mm(row.height)
    settings = made._tr.get_or_add_trPr()
    if row.is_head:
        settings.append(OxmlElement("w:tblHeader"))
    if not any("{{" in cell.text for cell in row.cells):
        # Room to sign in is not cut by the end of a page; what holds text of any length must be.
        settings.insert(0, OxmlElement("w:cantSplit"))
    at = 0
    for cell in row.cells:
        first, last = made.cells[at], made.cells[at + cell.span - 1]
        target = first.merge(last) if cell.span > 1 else first
        target.width = sum(shares[at : at + cell.span])
        _fill_cell(target, cell)
        at += cell.span


def _fill_cell(target: Any, cell: Cell) -> None:
    target.vertical_alignment = 1
    lines = cell.text.split("\n")
    for at, text in enumerate(lines):
        paragraph = target.paragraphs[0] if at == 0 else target.add_paragraph()
        paragraph.style = STYLES[cell.style].name
        paragraph.text = text
