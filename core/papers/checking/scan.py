"""A scan in PDF: our own copy of its pages, with nothing in it that acts. Pure."""

import io
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from core.papers.checking.refusal import Refused

MOST_PAGES = 30
MOST_OBJECTS = 20_000
# Anywhere in the file, as a key or as what an action is called.
_ACTS = {
    "/JavaScript": "脚本",
    "/JS": "脚本",
    "/Launch": "启动程序的动作",
    "/EmbeddedFiles": "夹带的文件",
    "/EmbeddedFile": "夹带的文件",
    "/FileAttachment": "夹带的文件",
    "/RichMedia": "多媒体",
    "/XFA": "动态表单",
    "/SubmitForm": "提交数据的动作",
    "/ImportData": "导入数据的动作",
    "/GoToR": "打开别的文件的动作",
    "/GoToE": "打开别的文件的动作",
}
_KEPT = ("/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents")


def clean_scan(data: bytes) -> tuple[bytes, int]:
    """Pages of the scan without anything beside their picture, and how many. Raises Refused with what is wrong."""
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        raise Refused("not_pdf", "这不是 PDF 文件。请传扫描出来的 PDF，或者直接传照片")
    try:
        return _copied(data)
    except Refused:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise Refused(
            "broken_pdf", "这个 PDF 打不开，可能没传完或已损坏。请重新扫描一次，或改传照片"
        ) from error


def _copied(data: bytes) -> tuple[bytes, int]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Refused("encrypted_pdf", "这个 PDF 加了密码。请先去掉密码再上传")
    _look_through(reader)
    pages = len(reader.pages)
    if not 1 <= pages <= MOST_PAGES:
        raise Refused("pdf_pages", f"扫描件要有1到{MOST_PAGES}页，这个有{pages}页")
    writer = PdfWriter()
    for page in reader.pages:
        for key in [one for one in page if one not in (*_KEPT, "/Type", "/Parent")]:
            del page[key]
        writer.add_page(page)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), pages


def _look_through(reader: PdfReader) -> None:
    """Every object once, however deep the sender nested them."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        count += 1
        if count > MOST_OBJECTS * 20 or len(seen) > MOST_OBJECTS:
            raise Refused("pdf_objects", "这个 PDF 的结构太复杂，不像扫描件。请重新扫描，或改传照片")
        if isinstance(one, DictionaryObject):
            _refuse_acts(one)
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += list(one)


def _refuse_acts(one: DictionaryObject) -> None:
    named = {str(key) for key in one} | {str(one.raw_get(k)) for k in ("/S", "/Subtype", "/Type") if k in one}
    # A picture's own dictionary may call anything /JS; only what is no stream can act.
    found = next((_ACTS[name] for name in sorted(named) if name in _ACTS), "")
    if found and not (isinstance(one, StreamObject) and one.get("/Subtype") == NameObject("/Image")):
        raise Refused("acting_pdf", f"这个 PDF 里有{found}，不能收。请用扫描仪重新扫描成 PDF，或改传照片")
