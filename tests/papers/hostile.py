"""Word files and PDF scans as somebody might send them who means no good. Built from a shipped template."""

import io
import zipfile
from collections.abc import Callable

from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from core.papers import parcel
from core.papers.kinds import KINDS
from core.papers.stationery import template_of

_RELS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(template_of(KINDS["L7"]))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def changed(name: str, change: Callable[[bytes], bytes], **more: bytes) -> bytes:
    found = parts()
    found[name] = change(found[name])
    return parcel.pack(found | more)


def with_words(*words: str) -> bytes:
    """The template with more paragraphs."""
    document = Document(io.BytesIO(template_of(KINDS["L7"])))
    for one in words:
        document.add_paragraph(one)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _before_end(text: str) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"</Relationships>", text.encode() + b"</Relationships>")


def _relation(kind: str, target: str, *, outside: bool = True) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return changed(
        _RELS, _before_end(f'<Relationship Id="rIdX" Type="{base}{kind}" Target="{target}"{mode}/>')
    )


def _macro() -> bytes:
    override = (
        '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    )
    return changed(
        _TYPES,
        lambda xml: xml.replace(b"</Types>", override.encode() + b"</Types>"),
        **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
    )


def _macro_type() -> bytes:
    return changed(
        _TYPES,
        lambda xml: xml.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    )


def _inflated(megabytes: int) -> bytes:
    return parcel.pack(parts() | {"word/media/big.bin": b"\0" * (megabytes * 2**20)})


def _body(insert: str) -> bytes:
    return changed(
        "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + insert.encode(), 1)
    )


def _entities() -> bytes:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed("word/document.xml", lambda xml: xml.replace(b"?>", b"?>" + bomb, 1))


def _field(code: str) -> str:
    return f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>"


# What is sent -> a piece of the sentence that refuses it.
TEMPLATES: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a zip": (lambda: b"MZ\x90\x00" * 100, "这不是 Word 文档"),
    "a pdf": (lambda: b"%PDF-1.7\n" + b"0" * 500, "这不是 Word 文档"),
    "an empty zip": (lambda: parcel.pack({"a.txt": b"a"}), "这不是 Word 文档"),
    "a sheet": (lambda: parcel.pack({_TYPES: b"<Types/>", "xl/workbook.xml": b"<a/>"}), "这不是 Word 文档"),
    "cut off": (lambda: template_of(KINDS["L7"])[:9000], "这不是 Word 文档"),
    "macro part": (_macro, "带有宏"),
    "macro type": (_macro_type, "带有宏"),
    "remote template": (
        lambda: _relation("attachedTemplate", "http://203.0.113.9/a.dotm"),
        "链接了另一个模板",
    ),
    "hyperlink": (lambda: _relation("hyperlink", "http://203.0.113.9/"), "指向外面的链接"),
    "remote picture": (lambda: _relation("image", "file://203.0.113.9/share/a.png"), "指向外面的链接"),
    "ole object": (lambda: _relation("oleObject", "embeddings/o.bin", outside=False), "嵌入了别的程序"),
    "embedded part": (lambda: parcel.pack(parts() | {"word/embeddings/a.xlsx": b"PK"}), "嵌入了别的文件"),
    "altchunk": (lambda: _body('<w:altChunk xmlns:r="r" r:id="rId1"/>'), "嵌入了别的文件"),
    "dde": (lambda: _body(_field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe")), "会取外部内容的域"),
    "include": (lambda: _body(_field("INCLUDETEXT http://203.0.113.9/")), "会取外部内容的域"),
    "entities": (_entities, "外部实体"),
    "200 MB inside": (lambda: _inflated(200), "展开后超过"),
    "too many parts": (
        lambda: parcel.pack(parts() | {f"word/m/{n}.bin": b"" for n in range(400)}),
        "部件超过",
    ),
    "path upwards": (lambda: parcel.pack(parts() | {"word/../../x.xml": b"<a/>"}), "不正常的部件名"),
    "broken xml": (lambda: changed("word/document.xml", lambda xml: xml[:-50]), "已损坏"),
}
# Places that reach behind the template, run on, or name what is not there -> a piece of the sentence.
PLACES: dict[str, tuple[tuple[str, ...], str]] = {
    "class": (("{{ ''.__class__ }}",), "只能写一个名字"),
    "class chain": (("{{ ''.__class__.__mro__[1].__subclasses__() }}",), "只能写一个名字"),
    "fact's class": (("{{ reason.__class__ }}",), "不在循环里"),
    "globals": (("{{ cycler.__init__.__globals__.os.popen('id').read() }}",), "只能写一个名字"),
    "loop's own": (("{% for p in range(9) %}{{ loop.__class__ }}{% endfor %}",), "循环只能写成"),
    "bomb": (("{% for a in range(999999999) %}x{% endfor %}",), "循环只能写成"),
    "multiplied": (("{{ reason * 999999999 }}",), "只能写一个名字"),
    "filter": (("{{ reason|attr('x') }}",), "只能写一个名字"),
    "call": (("{{ reason() }}",), "只能写一个名字"),
    "set": (("{% set x = 1 %}",), "不能用的写法"),
    "include": (("{% include '/etc/passwd' %}",), "不能用的写法"),
    "import": (("{% import 'os' as o %}",), "不能用的写法"),
    "macro": (("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",), "不能用的写法"),
    "unknown": (("本会查明：{{ amount_of_money }}元",), "没有「amount_of_money」这一项"),
    "unclosed": (("{% if reason %}没有结束",), "没有写完整"),
    "half": (("{{ reason",), "没有写完整"),
    "arithmetic": (("{{ 7*7 }}",), "只能写一个名字"),
    "dotted": (("{{ office.upper }}",), "不在循环里"),
}


def pdf_with(change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _open_action(kind: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        action = DictionaryObject(
            {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")}
        )
        writer._root_object[NameObject("/OpenAction")] = action

    return change


def _link(writer: PdfWriter) -> None:
    from_page = DictionaryObject(
        {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FileAttachment")}
    )
    writer.add_annotation(0, from_page)


SCANS: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a pdf": (lambda: b"PK\x03\x04" * 200, "这不是 PDF"),
    "cut off": (lambda: b"%PDF-1.7\n1 0 obj\n<<", "打不开"),
    "javascript": (lambda: pdf_with(_open_action("/JavaScript")), "脚本"),
    "launch": (lambda: pdf_with(_open_action("/Launch")), "启动程序"),
    "submits": (lambda: pdf_with(_open_action("/SubmitForm")), "提交数据"),
    "attached file": (lambda: pdf_with(lambda w: w.add_attachment("a.exe", b"MZ")), "夹带的文件"),
    "attachment on a page": (lambda: pdf_with(_link), "夹带的文件"),
    "password": (lambda: pdf_with(lambda w: w.encrypt("x")), "加了密码"),
    "too many pages": (
        lambda: pdf_with(lambda w: [w.add_blank_page(9, 9) for _ in range(40)] and None),
        "页",
    ),
}
