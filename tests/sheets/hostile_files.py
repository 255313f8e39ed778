"""Files that are no workbook, packed wrongly, or that attack whoever reads them; and text tables."""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator

from tests.sheets.conftest import HEADS, good_rows, phone, workbook
from tests.sheets.workbooks import (
    _HEAD,
    _MAIN,
    DTD,
    FILE,
    FINE,
    MATCH,
    OUTSIDE,
    ROW,
    Case,
    honest,
    made,
    noise,
    packed,
    parts,
    sheet_xml,
    with_cell,
    with_sheet,
)


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
        with_sheet(honest(noise(3_000))),
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
