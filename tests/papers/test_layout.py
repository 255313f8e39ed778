"""Every shipped form keeps the page of GB/T 9704-2012, in Word and in PDF, and says what it should say."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from core.papers import facts as told
from core.papers import pdf, reading
from core.papers.drafting import filled, sha256
from core.papers.kinds import KINDS, PaperKind
from core.papers.layout import texts
from core.papers.stationery import template_of

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MM = 72 / 25.4
NAMED = {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"}
ALL = sorted(KINDS)


def number_of(kind: PaperKind) -> str:
    return f"{kind.series or '铁北人调字'}〔2026〕0001号" if kind.is_numbered else ""


def docx_of(kind: PaperKind, values: dict[str, Any] | None = None) -> bytes:
    gathered = told.gather(kind, kind.sample() if values is None else values)
    return filled(kind, gathered.values, number=number_of(kind), template=template_of(kind), at=AT)


def check_layout(data: bytes, *, landscape: bool = False) -> None:
    """The page of a Word file: measures, grid, fonts, page numbers. Used on every shipped kind."""
    document = Document(io.BytesIO(data))
    section = document.sections[0]
    long, short = (
        (section.page_width, section.page_height) if landscape else (section.page_height, section.page_width)
    )
    assert (round(short.mm), round(long.mm)) == (210, 297)
    wide = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    high = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert (wide, high) == pytest.approx((225, 156) if landscape else (156, 225), abs=0.2)
    if not landscape:
        assert (section.top_margin.mm, section.left_margin.mm) == pytest.approx((37, 28), abs=0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    # The characters of a line are counted on the upright page only.
    assert grid.get(qn("w:type")) == ("lines" if landscape else "linesAndChars")
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    assert pitch == 29
    if not landscape:
        character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
        assert round(character, 1) == 15.8
        assert int(high * MM // pitch) == 22
        assert int(wide * MM / character) == 28
    check_styles(document)
    check_page_numbers(document)


def check_styles(document: Any) -> None:
    expected = {
        "公文标题": ("方正小标宋简体", 22, "center"),
        "公文正文": ("仿宋_GB2312", 16, "both"),
        "公文一级标题": ("黑体", 16, "both"),
        "公文二级标题": ("楷体_GB2312", 16, "both"),
    }
    for name, (font, size, side) in expected.items():
        style = document.styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert style.font.size.pt == size
        assert style.element.pPr.find(qn("w:jc")).get(qn("w:val")) == side
    body = document.styles["公文正文"].paragraph_format
    assert (body.line_spacing.pt, body.first_line_indent.pt) == (29, 32)
    used = {fonts.get(qn("w:eastAsia")) for fonts in document.element.iter(qn("w:rFonts"))} - {None}
    assert used <= NAMED


def check_page_numbers(document: Any) -> None:
    assert document.settings.element.find(qn("w:evenAndOddHeaders")) is not None
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        runs = paragraph.runs
        assert [run.text for run in runs] == ["— ", "", " —"]
        assert {run.font.size.pt for run in runs} == {14}
        assert paragraph._p.xpath(".//w:instrText")[0].text == "PAGE"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side


@pytest.mark.parametrize("code", ALL)
def test_the_word_file_keeps_the_page(code: str) -> None:
    kind = KINDS[code]
    check_layout(docx_of(kind), landscape=kind.landscape)


@pytest.mark.parametrize("code", ALL)
def test_the_words_are_the_golden_ones_in_both_formats(code: str) -> None:
    """The PDF is set from the Word file; here its words are read back out of it."""
    kind = KINDS[code]
    docx = docx_of(kind)
    text = reading.plain_text(reading.read(docx))
    golden = (GOLDEN / f"{code}.txt").read_text(encoding="utf-8")
    assert text == golden.removesuffix("\n")
    found = bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(kind, docx))).pages))
    for line in re.split(r"[\n|/]", text):
        for piece in (bare(one) for one in re.split(r"\s+", line)):
            # A line of the page may end inside a sentence, and a number of a page may stand there.
            assert all(word in found for word in chunks(piece)), (code, piece)


def bare(text: str) -> str:
    return re.sub(r"—\d+—", "", re.sub(r"\s", "", text))


def chunks(piece: str) -> list[str]:
    return [piece[at : at + 6] for at in range(0, max(len(piece) - 6, 0) + 1, 6)] if piece else []


def pdf_of(kind: PaperKind, docx: bytes) -> bytes:
    return pdf.paper_pdf(docx, title=kind.name, at=AT)


def positions(page: Any) -> list[tuple[str, float, float]]:
    """Each piece of text of a page with where it begins, in points from the lower left."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, cm: Any, tm: Any, fonts: Any, size: Any) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x, y))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("code", ALL)
def test_the_pdf_keeps_the_page(code: str) -> None:
    kind = KINDS[code]
    reader = PdfReader(io.BytesIO(pdf_of(kind, docx_of(kind))))
    width, height = (297, 210) if kind.landscape else (210, 297)
    for number, page in enumerate(reader.pages, 1):
        assert (page.mediabox.width / MM, page.mediabox.height / MM) == pytest.approx(
            (width, height), abs=0.1
        )
        words = positions(page)
        inside = [one for one in words if "—" not in one[0]]
        if not kind.landscape:
            assert min(x for _t, x, _y in inside) >= 28 * MM - 0.5
            assert max(y for _t, _x, y in inside) <= (297 - 37) * MM
            assert min(y for _t, _x, y in inside) >= 34.5 * MM
        dashed = [one for one in words if one[0].startswith("—")]
        assert dashed, "no page number"
        middle = page.mediabox.width / 2
        assert (dashed[0][1] > middle) == (number % 2 == 1)


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    kind = KINDS["L7"]
    long = {**kind.sample(), "reason": "街" * 2000}
    reader = PdfReader(io.BytesIO(pdf_of(kind, docx_of(kind, long))))
    lines: dict[float, str] = {}
    for text, _x, y in positions(reader.pages[1]):
        lines[round(y)] = lines.get(round(y), "") + text.replace("\n", "")
    rows = [text for text in lines.values() if "—" not in text]
    assert len(rows) == 22
    assert {len(text) for text in rows} == {28}


@pytest.mark.parametrize("code", ALL)
def test_equal_facts_give_equal_bytes(code: str) -> None:
    kind = KINDS[code]
    first, second = docx_of(kind), docx_of(kind)
    assert sha256(first) == sha256(second)
    assert sha256(pdf_of(kind, first)) == sha256(pdf_of(kind, second))


@pytest.mark.parametrize("code", ALL)
def test_every_declared_fact_has_its_place_and_every_place_its_fact(code: str) -> None:
    kind = KINDS[code]
    named = set(re.findall(r"[a-z_]+", " ".join(texts(kind.layout))))
    assert {one.key for one in kind.fields} <= named


def test_the_forms_of_the_domain_are_all_there() -> None:
    wanted = {f"L{n}" for n in range(1, 21)}
    letters = {"accept", "decline", "forward", "extend", "opinion", "review", "second", "service"}
    assert wanted | {f"L21-{one}" for one in letters} <= set(KINDS)


def test_the_pdf_can_be_read_aloud() -> None:
    """Tagged, in Chinese, with its name: what a screen reader asks for."""
    reader = PdfReader(io.BytesIO(pdf_of(KINDS["L5"], docx_of(KINDS["L5"]))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower().startswith("zh")
    assert "/StructTreeRoot" in root
    assert reader.metadata.title.startswith("人民调解协议书") if reader.metadata else False
