"""Two hundred and more files that nobody should have to write by hand: malformed, hostile, or only unlucky.

Each says what must become of it: FILE (refused whole, with words), ROW (one row named, with a code), MATCH (the person is
asked which column is which), FINE (odd, and nothing wrong with it)."""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.sheets.conftest import HEADS, good_rows, id_number, phone, workbook

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


def no_workbooks() -> Iterator[Case]:
    """Files that are something else."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield Case("nothing", lambda: b"", FILE, "空的")
    yield Case("spaces", lambda: b"   \n  \n", FILE, "没有内容")
    yield Case("old xls", lambda: ole, FILE, ".xls")
    yield Case("locked", lambda: ole + "EncryptedPackage".encode("utf-16-le"), FILE, "密码")
    yield Case("pdf", lambda: b"%PDF-1.7\n" + bytes(99), FILE, "PDF")
    yield Case("html", lambda: b"<html><table><tr><td>1</td></tr></table></html>", FILE, "网页")
    yield Case("html with mark", lambda: b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", FILE, "网页")
    yield Case("html table", lambda: b"<table border=1>", FILE, "网页")
    yield Case(
        "xml table", lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', FILE, "XML"
    )
    yield Case("png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), FILE, "不是表格")
    yield Case("gif", lambda: b"GIF89a" + bytes(99), FILE, "不是表格")
    yield Case("jpeg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(99), FILE, "不是表格")
    yield Case("program", lambda: b"MZ\x90\x00" + bytes(300), FILE, "不是表格")
    yield Case("elf", lambda: b"\x7fELF\x02\x01\x01" + bytes(300), FILE, "不是表格")
    yield Case("gzip", lambda: gzip.compress(workbook(good_rows(2)), mtime=0), FILE, "")
    yield Case("tar", _tar, FILE, "不是表格")
    yield Case("rtf", lambda: b"{\\rtf1\\ansi hello}", FILE, "没有找到列名")
    yield Case("json", lambda: b'[{"a": 1}]', FILE, "")
    yield Case("a letter", lambda: "尊敬的领导：\n您好。".encode(), FILE, "没有找到列名")
    yield Case("empty zip", lambda: packed({}), FILE, "不是表格")
    yield Case("zip of text", lambda: packed({"a.txt": "hello"}), FILE, "不是表格")
    yield Case("zip signature only", lambda: b"PK\x03\x04", FILE, "坏了")
    yield Case("zip end only", lambda: b"PK\x05\x06" + bytes(5), FILE, "坏了")
    yield Case("ods", lambda: packed({"mimetype": "application/x", "content.xml": "<x/>"}), FILE, ".ods")
    yield Case("word", lambda: packed(_as("word/document.xml")), FILE, "Word")
    yield Case("slides", lambda: packed(_as("ppt/presentation.xml")), FILE, "Word")
    yield Case("xlsb", lambda: packed(_as("xl/workbook.bin")), FILE, ".xlsb")
    yield Case("other office", lambda: packed(_as("visio/document.xml")), FILE, "不是表格")
    for place in (30, 200, 700, 1500, -1, -22, -100):
        yield Case(f"cut at {place}", lambda place=place: workbook(good_rows(20))[:place], FILE, "坏了")  # type: ignore[misc]


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as target:
        info = tarfile.TarInfo("a.csv")
        info.size = 3
        target.addfile(info, io.BytesIO(b"a,b"))
    return buffer.getvalue()


def _as(main: str) -> dict[str, str | bytes]:
    files = parts()
    files["_rels/.rels"] = str(files["_rels/.rels"]).replace("xl/workbook.xml", main)
    files[main] = "<x/>"
    return files


def _zip(**more: str | bytes) -> Callable[[], bytes]:
    return lambda: packed({**parts(), **more})


def zips() -> Iterator[Case]:
    """What a zip can do to whoever opens it."""
    yield Case("macro", _zip(**{"xl/vbaProject.bin": b"x"}), FILE, "宏")
    yield Case("macro sheet", _zip(**{"xl/macrosheets/sheet1.xml": "<x/>"}), FILE, "宏")
    types = str(parts()["[Content_Types].xml"]).replace("sheet.main", "sheet.macroEnabled.main")
    yield Case("renamed macro file", made(types=types), FILE, "宏")
    yield Case("link to a file", _zip(**{"xl/externalLinks/externalLink1.xml": "<x/>"}), FILE, "连着别的文件")
    yield Case("connection", _zip(**{"xl/connections.xml": "<x/>"}), FILE, "连着别的文件")
    yield Case("dde", _zip(**{"xl/ddeLink.xml": "<x/>"}), FILE, "连着别的文件")
    yield Case("embedded", _zip(**{"xl/embeddings/oleObject1.bin": b"x"}), FILE, "嵌着")
    yield Case("control", _zip(**{"xl/activeX/activeX1.xml": "<x/>"}), FILE, "嵌着")
    yield Case("zip in zip", _zip(**{"xl/media/more.zip": packed({"a": "b"})}), FILE, "嵌着")
    yield Case("sheet in sheet", _zip(**{"xl/media/more.xlsx": b"x"}), FILE, "嵌着")
    yield Case("program inside", _zip(**{"docProps/setup.exe": b"MZ"}), FILE, "嵌着")
    yield Case("path outside", _zip(**{"../../../../tmp/x.xml": "<x/>"}), FINE)
    yield Case("a picture", _zip(**{"xl/media/image1.png": b"\x89PNG"}), FINE)
    yield Case("many parts", _zip(**{f"docProps/p{n}.xml": "<x/>" for n in range(1100)}), FILE, "部件多")
    yield Case("million parts claimed", lambda: _claims(0xFFFE, 22), FILE, "部件多")
    yield Case("huge directory claimed", lambda: _claims(3, 500_000_000), FILE, "部件多")
    yield Case("million parts by zip64", _zip64, FILE, "部件多")
    yield Case("two of a name", _double, FILE, "重名")
    yield Case("two by case", _zip(**{"XL/Workbook.XML": "<x/>"}), FILE, "重名")
    yield Case("encrypted part", lambda: _flagged(packed(parts())), FILE, "密码")
    yield Case("bzip2", lambda: packed(parts(), zipfile.ZIP_BZIP2), FILE, "压缩方式")
    yield Case("lzma", lambda: packed(parts(), zipfile.ZIP_LZMA), FILE, "压缩方式")
    yield Case("stored", lambda: packed(parts(), zipfile.ZIP_STORED), FINE)
    yield Case("junk before", lambda: b"MZ" + bytes(64) + packed(parts()), FILE, "不是表格")
    yield Case("junk after", lambda: packed(parts()) + b"junk" * 50, FINE)
    yield Case("bomb of strings", made(strings=_bomb_strings()), FILE, "压得不正常")
    yield Case("bomb of spaces", made(sheet=sheet_xml(honest(), before=" " * 30_000_000)), FILE, "压得不正常")
    yield Case("million empty rows", with_sheet(honest() + _rows_of_nothing()), FINE)
    yield Case(
        "too much inside",
        with_sheet(honest(_noise(3_000))),
        FILE,
        "解开以后太大",
        limits={"inflated": 300_000},
    )
    yield Case(
        "too many texts",
        made(strings=_many_strings(), sheet=sheet_xml(honest())),
        FILE,
        "文字太多",
        limits={"strings": 200_000},
    )
    for place in (60, 90, 130, 180, 220, 260):
        yield Case(f"flipped at {place}", lambda place=place: _flip(place), FILE, "")  # type: ignore[misc]


def _claims(count: int, length: int) -> bytes:
    data = bytearray(packed(parts()))
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<HHI", data, end + 8, count, count, length)
    return bytes(data)


def _zip64() -> bytes:
    data = packed(parts())
    end = data.rfind(b"PK\x05\x06")
    directory = struct.unpack_from("<I", data, end + 16)[0]
    big = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 10**6, 10**6, 10**8, directory)
    place = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    return data[:end] + big + place + data[end:]


def _double() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in parts().items():
            target.writestr(name, content)
        target.writestr("docprops/a.xml", "<x/>")
        target.writestr("docprops/b.xml", "<x/>")
    return buffer.getvalue().replace(b"docprops/b.xml", b"docprops/a.xml")


def _flagged(data: bytes) -> bytes:
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    changed[at + 8] |= 1
    return bytes(changed)


def _bomb_strings() -> bytes:
    return f'{_HEAD}<sst xmlns="{_MAIN}"><si><t>{"x" * 30_000_000}</t></si></sst>'.encode()


def _rows_of_nothing() -> str:
    return "".join(f'<row r="{n}"/>' for n in range(3, 900_000))


def _noise(rows: int) -> str:
    return "".join(row_xml(3 + n, [f"铁北社区{n * 7919 % 10_007}", f"王{n}"] * 3) for n in range(rows))


def _many_strings() -> str:
    texts = "".join(f"<si><t>文字{n * 7919 % 100_003}号</t></si>" for n in range(20_000))
    return f'{_HEAD}<sst xmlns="{_MAIN}">{texts}</sst>'


def _flip(place: int) -> bytes:
    """A bit of the sheet's packed bytes is another: the check sum of the part does not fit any more."""
    data = bytearray(packed(parts()))
    at = data.find(b"xl/worksheets/sheet1.xml") + place
    data[at] ^= 0xFF
    return bytes(data)


def xml_tricks() -> Iterator[Case]:
    """What XML can do to whoever parses it."""
    whole = parts()
    for part, name in (
        ("types", "[Content_Types].xml"), ("rels", "_rels/.rels"), ("book", "xl/workbook.xml"),
        ("book_rels", "xl/_rels/workbook.xml.rels"), ("sheet", "xl/worksheets/sheet1.xml"),
        ("styles", "xl/styles.xml"), ("strings", "xl/sharedStrings.xml"),
    ):  # fmt: skip
        text = str(whole[name])
        yield Case(f"laughs in {part}", made(**{part: text.replace(_HEAD, _HEAD + DTD)}), FILE, "声明")
        yield Case(f"file from {part}", made(**{part: text.replace(_HEAD, _HEAD + OUTSIDE)}), FILE, "声明")
        yield Case(f"cut {part}", made(**{part: text[: len(text) - 9]}), FILE, "坏了")
    sheet = str(whole["xl/worksheets/sheet1.xml"])
    yield Case("unknown entity", with_cell('<c r="{at}" t="inlineStr"><is><t>&b;</t></is></c>'), FILE, "坏了")
    yield Case(
        "bad bytes", made(sheet=sheet.encode().replace("铁北社区".encode(), b"\xff\xfe\xfa", 1)), FILE, "坏了"
    )
    yield Case("nul in xml", made(sheet=sheet.replace("铁北社区", "铁\x00北", 1)), FILE, "坏了")
    yield Case("wrong encoding named", made(sheet=sheet.replace("UTF-8", "EUC-KR")), FILE, "坏了")
    yield Case("utf-16 xml", made(sheet=sheet.replace("UTF-8", "UTF-16").encode("utf-16")), FINE)
    yield Case("cdata", with_cell('<c r="{at}" t="inlineStr"><is><t><![CDATA[王建国]]></t></is></c>'), FINE)
    yield Case(
        "comments", with_cell('<c r="{at}" t="inlineStr"><is><t>王建<!-- 不算 -->国</t></is></c>'), FINE
    )
    yield Case("deep", with_sheet(honest(), after="<x>" * 60_000 + "</x>" * 60_000), FINE)
    yield Case("wide attribute", with_sheet(honest(), before=f'<x a="{_long()}"/>'), FINE)
    yield Case("prefixed", made(sheet=_prefixed(sheet)), FINE)
    yield Case(
        "strict names",
        made(sheet=sheet.replace(_MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")),
        FINE,
    )
    yield Case("not a sheet", made(sheet=f"{_HEAD}<html/>"), FILE, "没有内容")
    yield Case("two roots", made(sheet=sheet + "<x/>"), FILE, "坏了")
    yield Case("text after", made(sheet=sheet + "x"), FILE, "坏了")


def _long() -> str:
    return "".join(chr(97 + n * 7919 % 26) for n in range(300_000))


def _prefixed(sheet: str) -> str:
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        sheet = sheet.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ")
        sheet = sheet.replace(f"</{name}>", f"</x:{name}>")
    return sheet.replace("xmlns=", "xmlns:x=", 1)


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
    yield Case("too many rows", with_sheet(honest(_noise(40))), FILE, "超过", limits={"rows": 20})
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


def csvs() -> Iterator[Case]:
    """Tables as text."""
    lines = [HEADS, *good_rows(3)]
    text = "\r\n".join(",".join(row) for row in lines) + "\r\n"
    name = "住户.csv"

    def case(title: str, content: bytes | str, fate: str, said: str = "", **more: dict[str, int]) -> Case:
        data = content if isinstance(content, bytes) else content.encode()
        return Case(f"csv {title}", lambda: data, fate, said, name, **more)

    yield case("plain", text, FINE)
    yield case("with mark", b"\xef\xbb\xbf" + text.encode(), FINE)
    yield case("gbk", text.encode("gbk"), FINE)
    yield case("utf-16", text.encode("utf-16"), FILE, "UTF-16")
    yield case("mixed", text.encode() + "铁北社区,李桂花,,,,".encode("gbk"), FILE, "第5行")
    yield case("mixed back", text.encode("gbk") + "铁北社区,李桂花,,,,".encode(), FILE, "第5行")
    yield case("broken bytes", text.encode() + b"\x81\x20\xff", FILE, "")
    yield case("broken after mark", b"\xef\xbb\xbf" + text.encode() + b"\xc3\x28", FILE, "第5行")
    yield case("cr only", text.replace("\r\n", "\r"), FINE)
    yield case("lf only", text.replace("\r\n", "\n"), FINE)
    yield case("tabs", text.replace(",", "\t"), FINE)
    yield case("semicolons", text.replace(",", ";"), FINE)
    yield case("open quote", text + '"铁北社区,李桂花,,,,\n再来', FILE, "引号")
    yield case("quote inside", text + '铁北社区,"李"桂花,,,,', FILE, "引号")
    yield case("quoted", text + '"铁北社区","李桂花",,,,"有,逗号\n和换行"', FINE)
    yield case("nul", text + "铁北\x00社区", FILE, "不是表格")
    yield case("late nul", text + "铁北社区,李桂花,,,,\n" * 400 + "a\x00b", FILE, "控制字符")
    yield case("bell", text + "铁北\x07社区,李桂花", FILE, "第5行")
    yield case("many columns", text + "," * 150 + "x", FILE, "列")
    yield case("stray commas", text.replace("\r\n", ",,,,\r\n"), FINE)
    yield case("guarded", text + "铁北社区,李桂花,,,,'=1+1", FINE)
    yield case("trick", text + f'铁北社区,李桂花,,"=""{phone(8)}""",,', FINE)
    yield case("float", text + "铁北社区,李桂花,6.20201E+17,,,", ROW, "precision")
    yield case("long", text + "铁北社区,李桂花,,,," + "长" * 2001, ROW, "too_long")
    yield case("one column", "姓名\r\n王建国\r\n", MATCH)
    yield case("headings only", ",".join(HEADS), FILE, "只有列名")
    yield case("mark only", b"\xef\xbb\xbf", FILE, "没有内容")
    yield case("rows", text + "铁北社区,李桂花,,,,\n" * 30, FILE, "超过", limits={"rows": 12})


def all_cases() -> list[Case]:
    sources = (no_workbooks, zips, xml_tricks, structures, cells, days, csvs)
    return [case for source in sources for case in source()]
