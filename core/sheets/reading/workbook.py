"""What a workbook is made of: which sheet is meant, which cells are days, and what must not be inside."""

import posixpath
from dataclasses import dataclass, field
from typing import Any

from core.sheets.reading.dates import kind_of_format
from core.sheets.reading.package import Package, feed, local, new_parser
from core.sheets.reading.refusals import Refused

_OFFICE = "/officedocument"
_SMALL_PARTS = 16 * 1024 * 1024
_MOST_STYLES = 70_000


@dataclass(frozen=True)
class Sheet:
    """One tab of the workbook."""

    name: str
    part: str
    hidden: bool


@dataclass
class Workbook:
    """What the reading of a sheet needs from around it."""

    sheets: list[Sheet] = field(default_factory=list)
    strings_part: str | None = None
    since_1904: bool = False
    # For each cell format: 0, dates.DATE or dates.TIME.
    formats: list[int] = field(default_factory=list)


def open_workbook(package: Package) -> Workbook:
    """Find the parts by their relations. Refuses macros, links to the outside, embedded files, and what is no workbook."""
    _refuse_foreign_parts(package)
    main = next((to for kind, to in _relations(package, "", "_rels/.rels") if kind.endswith(_OFFICE)), None)
    if main is None or not package.has(main):
        raise Refused("broken")
    folder, name = posixpath.split(main)
    if name.lower().endswith(".bin"):
        raise Refused("binary")
    if folder.lower() != "xl":
        raise Refused("word" if folder.lower() in ("word", "ppt") else "not_sheet")
    rels = f"{folder}/_rels/{name}.rels"
    return _read_main(package, main, _relations_by_id(package, folder, rels))


def _refuse_foreign_parts(package: Package) -> None:
    names = package.parts
    if "mimetype" in names and "content.xml" in names:
        raise Refused("ods")
    if "[content_types].xml" not in names:
        raise Refused("not_sheet")
    for name in names:
        if name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/dialogsheets/" in name:
            raise Refused("macro")
        if "/externallinks/" in name or name.endswith(("/connections.xml", "/ddelink.xml")):
            raise Refused("external")
        if "/embeddings/" in name or "/activex/" in name:
            raise Refused("nested")
        if name.endswith((".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".exe", ".rar", ".7z", ".jar")):
            raise Refused("nested")
    _refuse_macro_types(package)


def _refuse_macro_types(package: Package) -> None:
    """A file renamed to .xlsx still says in its list of types that it may hold macros."""

    def start(_: str, attrs: dict[str, str]) -> None:
        if "macroenabled" in attrs.get("ContentType", "").lower():
            raise Refused("macro")

    _walk(package, "[Content_Types].xml", start)


def _walk(package: Package, part: str, start: Any) -> None:
    parser = new_parser()
    parser.StartElementHandler = start
    for read in feed(parser, package.chunks(part)):
        if read > _SMALL_PARTS:
            raise Refused("inflated")


def _relations(package: Package, folder: str, part: str) -> list[tuple[str, str]]:
    return list(_relations_by_id(package, folder, part).values())


def _relations_by_id(package: Package, folder: str, part: str) -> dict[str, tuple[str, str]]:
    """Id -> (kind, path of the part). A relation to the outside of the file is refused with the file."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attrs: dict[str, str]) -> None:
        if local(name) != "Relationship":
            return
        kind, target = attrs.get("Type", "").lower(), attrs.get("Target", "")
        if attrs.get("TargetMode", "").lower() == "external":
            # A link on a cell is text to us; anything else outside is data that we cannot see.
            if not kind.endswith(("/hyperlink", "/attachedtemplate")):
                raise Refused("external")
            return
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attrs.get("Id", "")] = (kind, path)

    if package.has(part):
        _walk(package, part, start)
    return found


def _read_main(package: Package, main: str, relations: dict[str, tuple[str, str]]) -> Workbook:
    book = Workbook()

    def start(name: str, attrs: dict[str, str]) -> None:
        what = local(name)
        if what == "workbookPr":
            book.since_1904 = attrs.get("date1904", "0").lower() in ("1", "true", "on")
        elif what == "sheet":
            kind, part = relations.get(_relation_id(attrs), ("", ""))
            if kind.endswith("/worksheet"):
                shown = attrs.get("state", "visible").lower() == "visible"
                book.sheets.append(Sheet(attrs.get("name", ""), part, hidden=not shown))

    _walk(package, main, start)
    for kind, part in relations.values():
        if kind.endswith("/sharedstrings") and package.has(part):
            book.strings_part = part
        elif kind.endswith("/styles") and package.has(part):
            book.formats = _formats(package, part)
    if not book.sheets:
        raise Refused("no_sheet")
    return book


def _relation_id(attrs: dict[str, str]) -> str:
    return next((value for name, value in attrs.items() if name != "id" and local(name) == "id"), "")


def _formats(package: Package, part: str) -> list[int]:
    """Which of the workbook's cell formats show a number as a day or a time."""
    texts: dict[int, str] = {}
    kinds: list[int] = []
    inside = False

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal inside
        what = local(name)
        if what == "numFmt":
            texts[_number(attrs.get("numFmtId"))] = attrs.get("formatCode", "")
        elif what in ("cellXfs", "cellStyleXfs"):
            inside = what == "cellXfs"
        elif what == "xf" and inside:
            number = _number(attrs.get("numFmtId"))
            kinds.append(kind_of_format(number, texts.get(number)))
            if len(kinds) > _MOST_STYLES:
                raise Refused("inflated")
        elif what == "cellStyles":
            inside = False

    _walk(package, part, start)
    return kinds


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
