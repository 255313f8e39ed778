"""PDF by Typst: the blocks of a filled Word file, drawn by templates/papers. Data goes in as JSON, never as code."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone

from core.papers import fonts, reading

LIBRARY = settings.BASE_DIR / "templates" / "papers"
PREVIEW_PPI = 96.0


def paper_pdf(docx: bytes, *, title: str, at: datetime, stamp: str = "", watermark: str = "") -> bytes:
    """The PDF of a filled Word file. Equal files and moments give equal bytes."""
    return typeset("paper.typ", data_of(docx, title=title, at=at, stamp=stamp, watermark=watermark), at=at)


def pictures_of(data: Mapping[str, Any]) -> list[bytes]:
    """The pages of a paper as PNG, for a screen that should not keep the file."""
    made: Any = typst.compile(
        LIBRARY / "paper.typ",
        root=LIBRARY,
        font_paths=fonts.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="png",
        ppi=PREVIEW_PPI,
    )
    # One page comes as bytes, several as a list of them, whatever the library says of itself.
    return [made] if isinstance(made, bytes) else list(made)


def data_of(docx: bytes, *, title: str, at: datetime, stamp: str = "", watermark: str = "") -> dict[str, Any]:
    """What Typst is told about one paper. Characters that no font holds become 〓; the preview names them."""
    data = reading.read(docx) | {"title": title, "stamp": stamp, "watermark": watermark, "day": day_of(at)}
    absent = fonts.missing_characters(json.dumps(data, ensure_ascii=False))
    if not absent:
        return data
    table = str.maketrans(dict.fromkeys(absent, fonts.NOT_IN_CASE))
    found: dict[str, Any] = changed(data, lambda text: text.translate(table))
    return found


def day_of(at: datetime) -> dict[str, int]:
    local = timezone.localtime(at)
    return {"year": local.year, "month": local.month, "day": local.day}


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: changed(one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [changed(one, change) for one in value]
    return value


def typeset(
    name: str, data: Mapping[str, Any], *, at: datetime, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """One of our Typst documents. It reads nothing but the library and the pictures given to it."""
    if not pictures:
        return _compile(LIBRARY / name, LIBRARY, data, at)
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        root = Path(folder)
        for source in LIBRARY.glob("*.typ"):
            shutil.copy(source, root)
        for file_name, content in pictures.items():
            (root / file_name).write_bytes(content)
        return _compile(root / name, root, data, at)


def _compile(main: Path, root: Path, data: Mapping[str, Any], at: datetime) -> bytes:
    return typst.compile(
        main,
        root=root,
        font_paths=fonts.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
        format="pdf",
    )
