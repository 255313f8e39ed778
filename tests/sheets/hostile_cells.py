"""Workbooks whose structure, cells or days are odd or wrong."""

from collections.abc import Iterator

from tests.sheets.conftest import HEADS, good_rows, id_number, phone, workbook
from tests.sheets.workbooks import (
    FILE,
    FINE,
    MATCH,
    ROW,
    Case,
    book_xml,
    honest,
    made,
    noise,
    parts,
    row_xml,
    sheet_xml,
    text_cell,
    with_cell,
    with_sheet,
    with_text,
)


def structures() -> Iterator[Case]:
    """Workbooks and sheets that are put together wrongly."""
    one = '<sheet name="一" sheetId="1" r:id="rId1"/>'
    two = one + '<sheet name="二" sheetId="2" r:id="rId2"/>'
    empty = sheet_xml("")
    yield Case("no sheets", made(book=book_xml("")), FILE, "没有工作表")
    yield Case("hidden", made(book=book_xml(one.replace("<sheet", '<sheet state="hidden"'))), FILE, "隐藏")
    yield Case(
        "very hidden", made(book=book_xml(one.replace("<sheet", '<sheet state="veryHidden"'))), FILE, "隐藏"
    )
    yield Case("two filled", made(book=book_xml(two), sheet2=sheet_xml(honest())), FILE, "一次只导入一张")
    yield Case("second empty", made(book=book_xml(two), sheet2=empty), FINE)
    yield Case("first empty", made(book=book_xml(two), sheet=empty, sheet2=sheet_xml(honest())), FINE)
    hidden = one + '<sheet name="二" sheetId="2" r:id="rId2" state="hidden"/>'
    yield Case("hidden second", made(book=book_xml(hidden), sheet2=sheet_xml(honest())), FINE)
    yield Case("all empty", made(sheet=empty), FILE, "没有内容")
    yield Case("no types", made(types=None), FILE, "不是表格")
    yield Case("no relations", made(rels=None), FILE, "坏了")
    yield Case("no book", made(book=None), FILE, "坏了")
    yield Case("no book relations", made(book_rels=None), FILE, "没有工作表")
    yield Case("no sheet part", made(sheet=None), FILE, "坏了")
    yield Case("no styles", made(styles=None), FINE)
    yield Case("no strings", made(strings=None), FINE)
    outside = str(parts()["xl/_rels/workbook.xml.rels"]).replace(
        'Target="worksheets/sheet1.xml"', 'Target="http://example.invalid/s.xml" TargetMode="External"'
    )
    yield Case("sheet from outside", made(book_rels=outside), FILE, "连着别的文件")
    upwards = outside.replace('"http://example.invalid/s.xml" TargetMode="External"', '"../../../etc/passwd"')
    yield Case("sheet upwards", made(book_rels=upwards), FILE, "坏了")
    for name, cell in {
        "string beyond": '<c r="{at}" t="s"><v>99</v></c>',
        "string negative": '<c r="{at}" t="s"><v>-1</v></c>',
        "string no number": '<c r="{at}" t="s"><v>x</v></c>',
        "string huge": '<c r="{at}" t="s"><v>99999999999999999999</v></c>',
        "address of another row": '<c r="B99" t="inlineStr"><is><t>王</t></is></c>',
        "address beyond the last column": '<c r="XFE3" t="inlineStr"><is><t>王</t></is></c>',
        "address of four letters": '<c r="AAAA3"><v>1</v></c>',
        "address without letters": '<c r="3"><v>1</v></c>',
        "address in Greek": '<c r="Β3"><v>1</v></c>',
        "style no number": '<c r="{at}" s="x"><v>1</v></c>',
    }.items():
        yield Case(name, with_cell(cell), FILE, "")
    yield Case("row back", with_sheet(honest(row_xml(2, good_rows(1)[0]))), FILE, "乱的")
    yield Case("row zero", with_sheet(row_xml(0, HEADS)), FILE, "乱的")
    yield Case("row beyond", with_sheet(honest(row_xml(1_048_577, HEADS))), FILE, "乱的")
    yield Case("row no number", with_sheet('<row r="x"/>' + honest()), FILE, "乱的")
    yield Case("row minus", with_sheet('<row r="-1"/>' + honest()), FILE, "乱的")
    yield Case(
        "columns back",
        with_sheet(honest('<row r="3"><c r="C3"><v>1</v></c><c r="A3"><v>1</v></c></row>')),
        FILE,
        "乱的",
    )
    yield Case(
        "column twice",
        with_sheet(honest('<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>1</v></c></row>')),
        FILE,
        "乱的",
    )
    yield Case("cells outside", with_sheet("", after='<row r="1"><c r="A1"><v>1</v></c></row>'), FILE, "")
    yield Case("no addresses", made(sheet=sheet_xml(_without_addresses())), FINE)
    yield Case(
        "far column filled", with_sheet(honest('<row r="3"><c r="ZZ3"><v>1</v></c></row>')), FILE, "列"
    )
    yield Case("far column formatted", with_sheet(honest('<row r="3"><c r="ZZ3" s="1"/></row>')), FINE)
    yield Case("huge dimension", with_sheet(honest(), before='<dimension ref="A1:XFD1048576"/>'), FINE)
    yield Case("too many rows", with_sheet(honest(noise(40))), FILE, "超过", limits={"rows": 20})
    merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(2, 3000))
    yield Case(
        "merged everywhere", with_sheet(honest(), after=f"<mergeCells>{merged}</mergeCells>"), FILE, "合并"
    )
    yield Case(
        "merged title", with_sheet(_titled(), after='<mergeCells><mergeCell ref="A1:F1"/></mergeCells>'), FINE
    )
    yield Case(
        "merged nonsense", with_sheet(honest(), after='<mergeCells><mergeCell ref="??"/></mergeCells>'), FINE
    )
    yield Case(
        "merged column",
        with_sheet(_merged_column(), after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'),
        ROW,
        "merged",
    )
    yield Case(
        "no headings",
        with_sheet("".join(row_xml(n + 1, r) for n, r in enumerate(good_rows(4)))),
        FILE,
        "没有找到列名",
    )
    yield Case("headings only", with_sheet(row_xml(1, HEADS)), FILE, "只有列名")
    yield Case("headings too low", with_sheet(_low()), FILE, "没有找到列名")
    yield Case("headings in another order", _turned, FINE)
    yield Case("heading twice", with_sheet(row_xml(1, [*HEADS, "手机"]) + row_xml(2, good_rows(1)[0])), MATCH)
    yield Case(
        "required heading missing",
        with_sheet(row_xml(1, ["社区", "手机"]) + row_xml(2, ["铁北社区", phone(1)])),
        MATCH,
    )
    yield Case(
        "unknown heading",
        with_sheet(row_xml(1, [*HEADS, "门牌"]) + row_xml(2, [*good_rows(1)[0][:5], "x", "9"])),
        MATCH,
    )
    yield Case(
        "headings with stars",
        with_sheet(
            row_xml(1, ["社区*", "姓名（必填）", "证件号码", "联系电话：", "人 数", "备注"])
            + row_xml(2, good_rows(1)[0])
        ),
        FINE,
    )
    yield Case(
        "beside the table",
        with_sheet(honest('<row r="3"><c r="I3" t="inlineStr"><is><t>批注</t></is></c></row>')),
        FINE,
    )


def _without_addresses() -> str:
    rows = [HEADS, good_rows(1)[0][:5]]
    return "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )


def _titled() -> str:
    return row_xml(1, ["铁北社区住户登记表"]) + row_xml(2, HEADS) + row_xml(3, good_rows(1)[0])


def _merged_column() -> str:
    second = good_rows(1, start=1)[0]
    second[0] = ""
    return honest(row_xml(3, second))


def _low() -> str:
    above = "".join(row_xml(n, ["说明", f"第{n}条 620299199001011234"]) for n in range(1, 12))
    return above + row_xml(12, HEADS) + row_xml(13, good_rows(1)[0])


def _turned() -> bytes:
    return workbook([row[::-1] for row in good_rows(3)], HEADS[::-1])


def cells() -> Iterator[Case]:
    """A good file with one row in which something is wrong, or only odd."""
    yield Case("formula", with_cell('<c r="{at}" t="str"><f>A1&amp;B2</f><v>王建国</v></c>'), ROW, "formula")
    yield Case("formula without value", with_cell('<c r="{at}"><f>A1</f></c>'), ROW, "formula")
    yield Case(
        "shared formula", with_cell('<c r="{at}" t="str"><f t="shared" si="0"/><v>王</v></c>'), ROW, "formula"
    )
    yield Case(
        "formula of an error", with_cell('<c r="{at}" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'), ROW, "error_cell"
    )
    yield Case(
        "dde formula", with_cell('<c r="{at}" t="str"><f>cmd|\' /C calc\'!A0</f><v>x</v></c>'), ROW, "formula"
    )
    for error in ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"):
        yield Case(f"error {error}", with_cell(f'<c r="{{at}}" t="e"><v>{error}</v></c>'), ROW, "error_cell")
    for number in ("6.20201E+17", "620299195001010012", "6.2029919500101E17", "1e300"):
        yield Case(f"number {number}", with_cell(f'<c r="{{at}}"><v>{number}</v></c>', "C"), ROW, "precision")
    yield Case("number no number", with_cell('<c r="{at}"><v>12abc</v></c>', "C"), ROW, "bad_number")
    yield Case("number infinite", with_cell('<c r="{at}"><v>INF</v></c>', "E"), ROW, "bad_number")
    yield Case("phone as number", with_cell(f'<c r="{{at}}"><v>{phone(7)}</v></c>', "D"), FINE)
    yield Case("phone as float", with_cell('<c r="{at}"><v>1.3900000007E+10</v></c>', "D"), FINE)
    yield Case("count as float", with_cell('<c r="{at}"><v>3.0</v></c>', "E"), FINE)
    yield Case("count a half", with_cell('<c r="{at}"><v>2.5</v></c>', "E"), ROW, "number_form")
    yield Case("true", with_cell('<c r="{at}" t="b"><v>1</v></c>'), ROW, "boolean")
    yield Case("became a date", with_cell('<c r="{at}" s="1"><v>45000</v></c>'), ROW, "became_date")
    yield Case("became a time", with_cell('<c r="{at}" s="3"><v>0.5</v></c>'), ROW, "became_time")
    yield Case("day that never was", with_cell('<c r="{at}" s="1"><v>60</v></c>'), ROW, "bad_number")
    yield Case("day before time", with_cell('<c r="{at}" s="1"><v>-5</v></c>'), ROW, "bad_number")
    yield Case("day after time", with_cell('<c r="{at}" s="2"><v>99999999</v></c>'), ROW, "bad_number")
    yield Case("iso day", with_cell('<c r="{at}" t="d"><v>2026-03-02</v></c>'), ROW, "became_date")
    yield Case("long cell", with_text(5, "长" * 2001), ROW, "too_long")
    yield Case("longest cell", with_text(5, "长" * 32_768), ROW, "too_long")
    yield Case("over the column", with_text(5, "长" * 201), ROW, "longest")
    yield Case("escaped nul", with_text(1, "王_x0000_国"), ROW, "text_control")
    yield Case("escaped bell", with_text(1, "王_x0007_国"), ROW, "text_control")
    yield Case("half a character", with_text(1, "王_xD842_国"), ROW, "text_lost")
    yield Case("two halves", with_text(1, "王_xD842__xDFB7_"), FINE)
    yield Case("backwards", with_text(1, "王\u202e国建"), ROW, "text_invisible")
    yield Case("zero width", with_text(1, "王\u200b建国"), ROW, "text_invisible")
    yield Case("storm", with_text(1, "王" + "\u0301" * 30), ROW, "text_storm")
    yield Case("two lines", with_text(1, "王建\n国"), ROW, "text_newline")
    yield Case("rare character", with_text(1, "王𠮷䶮"), FINE)
    yield Case("minority name", with_text(1, "阿卜杜拉·买买提"), FINE)
    yield Case("wide spaces", with_text(1, "王\u3000建"), FINE)
    yield Case("markup", with_text(5, "<svg onload=alert(1)>{{7*7}}"), FINE)
    yield Case("sql", with_text(5, "'; DROP TABLE x; -- %_\\"), FINE)
    yield Case("live text", with_text(5, "=cmd|' /C calc'!A0"), FINE)
    yield Case("digits in a name", with_text(1, "王建国2"), ROW, "name_digits")
    yield Case("one letter", with_text(1, "王"), ROW, "name_length")
    yield Case("no name", with_text(1, ""), ROW, "required")
    yield Case("unknown place", with_text(0, "火星社区"), ROW, "choice")
    yield Case("place of others", with_text(0, "东苑社区"), ROW, "choice")
    number = id_number(1)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    for name, text, code in (
        ("wide", wide, ""), ("spaced", f"{number[:6]} {number[6:14]} {number[14:]}", ""),
        ("old", number[:6] + number[8:17], "id_old"), ("short", number[:17], "id_length"),
        ("check", number[:17] + ("0" if number[17] != "0" else "1"), "id_check"),
        ("signs", "abcdefghijklmnopqr", "id_sign"), ("day", number[:10] + "0230" + number[14:], "id_date"),
        ("future", number[:6] + "2099" + number[10:], "id_future"), ("masked", "620***********123X", "id_masked"),
        ("float text", "6.20201E+17", "precision"),
    ):  # fmt: skip
        yield Case(f"identity {name}", with_text(2, text), ROW if code else FINE, code)
    for name, text, code in (
        ("plus", "+86 139 0000 0007", ""), ("land", "0937-6212345", ""), ("wide", "１３９００００００７７", ""),
        ("short", "1390000", "phone_length"), ("start", "12900000000", "phone_start"),
        ("two", "13900000001、13900000002", "phone_several"), ("extension", "0937-6212345转8", "phone_extension"),
        ("no area", "6212345", "phone_area"), ("lost zero", "9376212345", "phone_zero"),
        ("letters", "没有", "phone_sign"),
    ):  # fmt: skip
        yield Case(f"phone {name}", with_text(3, text), ROW if code else FINE, code)
    yield Case("hidden row", with_sheet(honest(row_xml(3, good_rows(1, 1)[0], ' hidden="1"'))), ROW, "hidden")
    yield Case("twice in the file", with_sheet(honest(row_xml(3, good_rows(1)[0]))), ROW, "twice")
    yield Case(
        "sounds",
        with_cell('<c r="{at}" t="inlineStr"><is><t>王建国</t><rPh sb="0" eb="1"><t>WANG</t></rPh></is></c>'),
        FINE,
    )
    yield Case(
        "runs", with_cell('<c r="{at}" t="inlineStr"><is><r><t>王</t></r><r><t>建国</t></r></is></c>'), FINE
    )


def days() -> Iterator[Case]:
    """Dates as people write them, in the column of birthdays."""
    heads = [*HEADS[:4], "出生日期"]
    for text, code in (
        ("1990-05-01", ""), ("1990/5/1", ""), ("1990.5.1", ""), ("1990年5月1日", ""), ("19900501", ""),
        ("１９９０－０５－０１", ""), ("1990-05-01 00:00:00", ""), ("1990-05-01T08:00:00+08:00", ""),
        ("2026年2月30日", "date_none"), ("1990-13-01", "date_none"), ("0000-01-01", "date_none"),
        ("9999-12-31", "date_range"), ("10000-01-01", "date_form"), ("1890-01-01", "date_range"),
        ("26/3/4", "date_short_year"), ("农历正月初一", "date_lunar"), ("腊月廿三", "date_lunar"),
        ("33000", "date_serial"), ("1990", "date_partial"), ("1990年5月", "date_partial"), ("不详", "date_form"),
    ):  # fmt: skip
        rows = [[*good_rows(1)[0][:4], text]]
        yield Case(f"day {text}", lambda rows=rows: workbook(rows, heads), ROW if code else FINE, code)  # type: ignore[misc]
    for serial, since, fate in (
        (33000, "", FINE),
        (31538, ' date1904="1"', FINE),
        (59, "", FINE),
        (60, "", ROW),
    ):
        cell = f'<c r="E2" s="1"><v>{serial}</v></c>'
        row = "".join(text_cell(f"{chr(65 + n)}2", text) for n, text in enumerate(good_rows(1)[0][:4]))
        sheet = sheet_xml(row_xml(1, heads) + f'<row r="2">{row}{cell}</row>')
        book = book_xml('<sheet name="一" sheetId="1" r:id="rId1"/>', f"<workbookPr{since}/>")
        yield Case(f"serial {serial}{since}", made(sheet=sheet, book=book), fate, "bad_number")
