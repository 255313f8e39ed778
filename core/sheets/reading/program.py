"""What the reading program does with one file."""

import json
from pathlib import Path
from typing import Any, BinaryIO

from core.sheets.reading.csv_text import read_text
from core.sheets.reading.limits import Limits
from core.sheets.reading.package import Package, feed, new_parser
from core.sheets.reading.refusals import Refused
from core.sheets.reading.sheet import SheetReader, has_content
from core.sheets.reading.strings import SharedStrings
from core.sheets.reading.workbook import Sheet, Workbook, open_workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SNIFFED = 4096


class Printer:
    """Rows and messages as lines on standard output."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.told = 0

    def row(self, row_no: int, cells: list[bytes], hidden: bool) -> None:
        self.out.write(b"[%d,[%s]%s]\n" % (row_no, b",".join(cells), b",1" if hidden else b""))

    def at(self, percent: int) -> None:
        """The person sees a bar move; the parent also gets what was read so far."""
        if percent > self.told:
            self.told = percent
            self.message({"at": percent})
            self.out.flush()

    def message(self, content: dict[str, Any]) -> None:
        self.out.write(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def read(path: Path, limits: Limits, printer: Printer) -> None:
    """Print the file's rows and its end, or why it is not taken."""
    try:
        end = _read_any(path, limits, printer)
    except Refused as refused:
        _refuse(printer, refused)
    except MemoryError:
        _refuse(printer, Refused("memory"))
    except RecursionError:
        _refuse(printer, Refused("broken"))
    else:
        printer.message({"end": end})
    printer.out.flush()


def _refuse(printer: Printer, refused: Refused) -> None:
    printer.message({"refused": refused.code, "words": refused.words})


def _read_any(path: Path, limits: Limits, printer: Printer) -> dict[str, Any]:
    with path.open("rb") as handle:
        head = handle.read(_SNIFFED)
    if not head:
        raise Refused("empty_file")
    if head.startswith(b"PK"):
        return _read_workbook(Package(path, limits), printer)
    _refuse_other_kinds(path, head)
    rows = read_text(path.read_bytes(), limits, printer.row)
    if not rows:
        raise Refused("empty")
    return {"rows": rows, "merged": [], "hidden_sheets": 0}


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_OLE):
        raise Refused("locked" if _LOCKED in path.read_bytes() else "xls")
    if head.startswith(b"%PDF"):
        raise Refused("pdf")
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style")):
        raise Refused("html")
    if start.startswith(b"<"):
        raise Refused("xml")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("not_sheet")


def _read_workbook(package: Package, printer: Printer) -> dict[str, Any]:
    book = open_workbook(package)
    sheet = _choose(package, book)
    strings = SharedStrings.read(package, book.strings_part)
    reader = SheetReader(book, strings, package.limits, printer.row)
    parser = new_parser()
    reader.listen(parser)
    for read_so_far in feed(parser, package.chunks(sheet.part)):
        printer.at(package.share(sheet.part, read_so_far))
    if not reader.rows:
        raise Refused("empty")
    hidden = sum(one.hidden for one in book.sheets)
    return {"rows": reader.rows, "merged": reader.merged, "hidden_sheets": hidden}


def _choose(package: Package, book: Workbook) -> Sheet:
    """The one visible sheet with anything in it; two of them are not guessed between."""
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    if not shown:
        raise Refused("hidden")
    filled = [sheet for sheet in shown if has_content(package, sheet.part)]
    if len(filled) > 1:
        raise Refused("many_sheets", count=len(filled))
    if not filled:
        raise Refused("empty")
    return filled[0]


def start(arguments: list[str], out: BinaryIO) -> None:
    limits = Limits.from_json(arguments[1]) if len(arguments) > 1 else Limits()
    read(Path(arguments[0]), limits, Printer(out))
