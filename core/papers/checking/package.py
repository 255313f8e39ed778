"""Whether an uploaded template is a plain Word file: by its content, in bounds, with nothing in it that acts. Pure."""

import io
import re
import zipfile

from lxml import etree

from core.papers.checking.refusal import Refused

MOST_PARTS = 300
MOST_BYTES_INSIDE = 20 * 2**20
MOST_BYTES_OF_TEXT = 5 * 2**20
_CHUNK = 2**16
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = re.compile(r"vba|macro|activex", re.IGNORECASE)
_OBJECTS = re.compile(
    r"(^|/)(embeddings|activeX|ctrlProps|afchunk)|oleobject|\.(exe|dll|js|vbs|bat|html?)$", re.IGNORECASE
)
# Relations that fetch or run something, by the end of their type.
_ACTING = {
    "attachedTemplate": "链接了另一个模板",
    "oleObject": "嵌入了别的程序的对象",
    "package": "嵌入了别的文件",
    "aFChunk": "嵌入了别的文件",
    "subDocument": "引用了子文档",
    "frame": "引用了网页框架",
    "control": "嵌入了控件",
    "vbaProject": "带有宏",
    "wordVbaData": "带有宏",
}
_FIELDS = re.compile(
    r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|INCLUDE|MACROBUTTON|HYPERLINK|AUTOTEXT|DATABASE|RD)\b",
    re.IGNORECASE,
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a plain Word file. Raises Refused with what is wrong."""
    parts = _unpacked(data)
    if "[Content_Types].xml" not in parts or "word/document.xml" not in parts:
        raise _not_word()
    types = _tree("[Content_Types].xml", parts["[Content_Types].xml"])
    _look_at_types(types)
    for name, content in parts.items():
        _look_at_name(name)
        if name.endswith((".xml", ".rels")):
            _look_at_xml(name, _tree(name, content))
    return parts


def _not_word() -> Refused:
    return Refused("not_docx", "这不是 Word 文档（.docx）。请在 Word 或 WPS 里「另存为」docx 格式再上传")


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Every part, counted by the bytes that really come out, whatever the file says of itself."""
    parts: dict[str, bytes] = {}
    left = MOST_BYTES_INSIDE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [one for one in packed.infolist() if not one.is_dir()]
            if len(names) > MOST_PARTS:
                raise Refused("too_many_parts", f"文档里的部件超过{MOST_PARTS}个，不像普通公文模板")
            for one in names:
                if one.flag_bits & 1:
                    raise Refused("encrypted", "文档加了密码。请先去掉密码再上传")
                content = _inflated(packed, one, left)
                left -= len(content)
                if one.filename in parts:
                    raise Refused(
                        "twice", "文档里有两个同名部件，不是 Word 存出来的。请在 Word 里另存一次再上传"
                    )
                parts[one.filename] = content
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _not_word() from error
    return parts


def _inflated(packed: zipfile.ZipFile, one: zipfile.ZipInfo, left: int) -> bytes:
    out = io.BytesIO()
    with packed.open(one) as stream:
        while chunk := stream.read(_CHUNK):
            out.write(chunk)
            if out.tell() > left:
                limit = MOST_BYTES_INSIDE // 2**20
                raise Refused("too_large_inside", f"文档展开后超过{limit} MB。请去掉里面的大图片再上传")
    return out.getvalue()


def _tree(name: str, content: bytes) -> etree._Element:
    if len(content) > MOST_BYTES_OF_TEXT:
        raise Refused("too_much_text", "文档的文字部分太大，不像一份公文模板")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused("entities", "文档里有外部实体声明，不是 Word 存出来的。请在 Word 里另存一次再上传")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("broken", f"文档的「{name}」部分已损坏。请在 Word 里另存一次再上传") from error
    if tree.getroottree().docinfo.internalDTD is not None:
        raise Refused("entities", "文档里有外部实体声明，不是 Word 存出来的。请在 Word 里另存一次再上传")
    return tree


def _look_at_types(types: etree._Element) -> None:
    declared = {one.get("PartName"): one.get("ContentType", "") for one in types if one.get("PartName")}
    if any(_MACROS.search(kind) for kind in declared.values()):
        raise Refused("macro", "文档带有宏。请另存为不带宏的 .docx 再上传")
    if declared.get("/word/document.xml") != _MAIN:
        raise _not_word()


def _look_at_name(name: str) -> None:
    if _MACROS.search(name):
        raise Refused("macro", "文档带有宏或控件。请另存为不带宏的 .docx 再上传")
    if _OBJECTS.search(name):
        raise Refused("embedded", "文档里嵌入了别的文件或对象。请删掉再上传")
    if name.startswith(("/", "\\")) or ".." in name.split("/"):
        raise Refused("odd_name", "文档里有不正常的部件名。请在 Word 里另存一次再上传")


def _look_at_xml(name: str, tree: etree._Element) -> None:
    if name.endswith(".rels"):
        for relation in tree:
            _look_at_relation(relation)
        return
    for code in tree.iter(f"{_W}instrText", f"{_W}fldSimple"):
        words = code.get(f"{_W}instr") or code.text or ""
        if _FIELDS.match(words):
            raise Refused("field", f"文档里有会取外部内容的域（{words.split()[0]}）。请删掉再上传")
    if next(tree.iter(f"{_W}altChunk", f"{_W}object", f"{_W}control", f"{_W}subDoc"), None) is not None:
        raise Refused("embedded", "文档里嵌入了别的文件或对象。请删掉再上传")


def _look_at_relation(relation: etree._Element) -> None:
    kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
    if kind in _ACTING:
        raise Refused("acting", f"文档{_ACTING[kind]}。请删掉再上传")
    if (relation.get("TargetMode") or "").lower() == "external":
        target = (relation.get("Target") or "")[:60]
        raise Refused("external", f"文档里有指向外面的链接（{target}）。请取消超链接再上传")
