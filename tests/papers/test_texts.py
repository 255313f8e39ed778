"""What people write stands literally in both formats; gaps are marked; numbers are covered on screens only."""

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from core.papers import facts as told
from core.papers import fonts, pdf, reading
from core.papers.drafting import filled
from core.papers.kinds import KINDS
from core.papers.stationery import template_of
from tests.papers.test_layout import AT, bare

L7 = KINDS["L7"]
NASTY = {
    "code of Typst": '#let x = 1 #read("/etc/passwd") $x^2$ @ref *b* _i_ `raw` = 题 - 项 + 列 <label> \\n // /* */',
    "code of jinja": "{{ 7*7 }} {% for a in b %} {# c #} {{ ''.__class__ }} {_{ 7 }_}",
    "markup": "<w:t>&amp;</w:t> <b>粗</b> ]]> <!-- --> &lt; \"'",
    "emoji": "谢谢😀👍🏠",
    "rare characters": "㛃䶮喆堃𬱖𫍽〇",
    "signs": "－—…·●○№㎡％〔〕【】《》〈〉“”‘’、；：？！￥",
    "backslashes": "C:\\路径\\名 \\u0041 \\\\",
    "percent": "100% %s %(a)s {0} {a}",
}


def docx_of(reason: str) -> bytes:
    values = told.gather(L7, {**L7.sample(), "reason": reason}).values
    return filled(L7, values, number="", template=template_of(L7), at=AT)


def words_of_pdf(docx: bytes) -> str:
    made = pdf.paper_pdf(docx, title="试", at=AT)
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


@pytest.mark.parametrize("what", NASTY)
def test_it_stands_there_as_it_was_written(what: str) -> None:
    docx = docx_of(NASTY[what])
    expected = NASTY[what].replace("{_{", "{{").replace("}_}", "}}")  # docxtpl's own way of writing them
    assert expected in reading.plain_text(reading.read(docx))
    assert bare(expected) in words_of_pdf(docx)


def test_two_thousand_characters_go_over_pages_and_none_is_lost() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(2000))
    docx = docx_of(text)
    assert text in reading.plain_text(reading.read(docx))
    assert text in words_of_pdf(docx)


def test_lines_of_a_text_stay_lines() -> None:
    docx = docx_of("第一行\r\n第二行\n第三行")
    assert "第一行\n第二行\n第三行" in reading.plain_text(reading.read(docx))


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x0b", "\x0c", "\ud800", "\ufffe", "\ue0f0", "\ue0f2"])
def test_what_no_document_can_hold_is_left_out(bad: str) -> None:
    docx = docx_of(f"前{bad}后")
    assert "前后" in bare(reading.plain_text(reading.read(docx)))
    assert "前后" in words_of_pdf(docx)


def test_a_character_that_no_font_holds_is_named_and_printed_as_printers_do() -> None:
    rare = "𪚥"  # four dragons
    assert fonts.missing_characters(f"王{rare}") == [rare]
    docx = docx_of(f"王{rare}说")
    assert f"王{rare}说" in reading.plain_text(reading.read(docx))
    assert "王〓说" in words_of_pdf(docx)


def test_the_shipped_fonts_hold_what_names_are_written_with() -> None:
    """The 20,992 of the unified block but for a handful of the newest, and Extension A."""
    common = "".join(map(chr, range(0x4E00, 0x9FA6)))
    assert fonts.missing_characters(common) == []
    extension_a = "".join(map(chr, range(0x3400, 0x4DB6)))
    assert fonts.missing_characters(extension_a) == []


def gaps_of(docx: bytes) -> list[str]:
    """Words on yellow."""
    found = []
    for run in Document(io.BytesIO(docx)).element.iter(qn("w:r")):
        shade = run.find(f"{qn('w:rPr')}/{qn('w:shd')}")
        if shade is not None and shade.get(qn("w:fill")) == "FFFF00":
            found.append("".join(text.text or "" for text in run.iter(qn("w:t"))).strip("　"))
    return found


def test_missing_facts_are_blanks_on_yellow_and_listed() -> None:
    kind = KINDS["L5"]
    sample: dict[str, Any] = kind.sample()
    gathered = told.gather(kind, {**sample, "terms": "", "committee": None, "items": [], "manner": ""})
    assert [one.label for one in gathered.missing] == ["人民调解委员会", "约定内容", "履行事项"]
    docx = filled(kind, gathered.values, number="", template=template_of(kind), at=AT)
    gaps = gaps_of(docx)
    for label in (
        "（人民调解委员会）",
        "（约定内容）",
        "（履行内容）",
        "（履行人）",
        "（履行期限）",
        "（出具时编号）",
    ):
        assert label in gaps, label
    # An optional fact that is not there leaves its sentence out and is no gap.
    assert "履行方式和地点" not in reading.plain_text(reading.read(docx))
    marks = [
        run
        for block in reading.read(docx)["blocks"]
        if block["t"] == "p"
        for run in block["runs"]
        if run["mark"]
    ]
    assert {"　（约定内容）　"} <= {run["x"] for run in marks}


def test_a_complete_paper_has_no_gap() -> None:
    for kind in KINDS.values():
        values = told.gather(kind, kind.sample()).values
        docx = filled(kind, values, number="雄〔2026〕0001号", template=template_of(kind), at=AT)
        assert gaps_of(docx) == [], kind.code


def test_screens_cover_numbers_of_people_and_papers_do_not() -> None:
    kind = KINDS["L1"]
    values = told.gather(
        kind,
        {**kind.sample(), "facts": "他的电话13893712207，证件620299199001011239"},
    ).values
    shown = told.covered(kind, values)
    assert shown["parties"][0]["phone"] == "138****0000"
    assert "13893712207" not in shown["facts"] and "620299199001011239" not in shown["facts"]
    assert values["parties"][0]["phone"] == "13800000000"


def test_dates_are_written_as_the_office_writes_them() -> None:
    assert told.paper_date(AT) == "2026年3月2日"
    assert told.paper_time(AT) == "2026年3月2日10时00分"


def test_what_a_kind_does_not_declare_never_reaches_its_paper() -> None:
    gathered = told.gather(L7, {**L7.sample(), "secret": "不该出现"})
    assert "secret" not in gathered.values
