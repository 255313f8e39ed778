"""The zip around a workbook: looked at before it is opened, and never inflated further than we count."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from core.sheets.reading.limits import Limits
from core.sheets.reading.refusals import Refused

CHUNK = 64 * 1024
_END = b"PK\x05\x06"
_END64_PLACE = b"PK\x06\x07"
_LONGEST_TAIL = 22 + 65_535 + 20
# A central directory of the allowed number of entries with the longest names that a workbook could need.
_DIRECTORY_BYTES_EACH = 1_024
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class Package:
    """The parts of one workbook file, by name."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        self.size = path.stat().st_size
        with path.open("rb") as handle:
            _look_at_directory(handle, self.size, limits)
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, OSError, NotImplementedError):
            raise Refused("broken") from None
        self.parts = self._index()
        self.inflated = 0

    def _index(self) -> dict[str, zipfile.ZipInfo]:
        infos = self.zip.infolist()
        if len(infos) > self.limits.entries:
            raise Refused("entries")
        parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if info.is_dir():
                continue
            # Part names are told apart without regard to case (OPC), so two spellings would be one part.
            name = info.filename.lower().lstrip("/")
            if name in parts:
                raise Refused("twice")
            if info.flag_bits & _ENCRYPTED:
                raise Refused("locked")
            parts[name] = info
        return parts

    def has(self, name: str) -> bool:
        return name.lower() in self.parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, counted as they come out."""
        info = self.parts.get(name.lower())
        if info is None:
            raise Refused("broken")
        if info.compress_type not in _PACKINGS:
            raise Refused("packing")
        packed, own = min(info.compress_size, self.size) or 1, 0
        try:
            with self.zip.open(info) as part:
                while chunk := part.read(CHUNK):
                    own += len(chunk)
                    self._count(len(chunk), own, packed)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error):
            raise Refused("broken") from None

    def _count(self, fresh: int, own: int, packed: int) -> None:
        self.inflated += fresh
        if self.inflated > self.limits.inflated:
            raise Refused("inflated")
        if own > self.limits.ratio_from and own > self.limits.ratio * packed:
            raise Refused("ratio")

    def share(self, name: str, read: int) -> int:
        """How much of a part that is, in percent; for people to look at, so the file's own word is good enough."""
        return min(99, 100 * read // max(1, self.parts[name.lower()].file_size))


def _look_at_directory(handle: BinaryIO, size: int, limits: Limits) -> None:
    """Refuse a directory of a million entries before the library makes an object of each."""
    length = min(size, _LONGEST_TAIL)
    handle.seek(size - length)
    tail = handle.read(length)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise Refused("broken")
    count, bytes_long = struct.unpack_from("<HI", tail, at + 10)
    if tail[max(0, at - 20) : at].startswith(_END64_PLACE):
        count, bytes_long = _directory64(handle, tail, at, size)
    if count > limits.entries or bytes_long > limits.entries * _DIRECTORY_BYTES_EACH:
        raise Refused("entries")


def _directory64(handle: BinaryIO, tail: bytes, at: int, size: int) -> tuple[int, int]:
    place = struct.unpack_from("<Q", tail, at - 12)[0]
    if place > size - 56:
        raise Refused("broken")
    handle.seek(place, os.SEEK_SET)
    count, bytes_long = struct.unpack_from("<QQ", handle.read(56), 32)
    return count, bytes_long


def new_parser() -> Any:
    """An expat parser that refuses every declaration by which XML could grow or reach out."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    for handler in (
        "StartDoctypeDecl",
        "EntityDecl",
        "UnparsedEntityDecl",
        "NotationDecl",
        "ExternalEntityRef",
    ):
        setattr(parser, f"{handler}Handler", _refuse_declaration)
    return parser


def _refuse_declaration(*_: object) -> None:
    raise Refused("dtd")


def feed(parser: Any, chunks: Iterator[bytes]) -> Iterator[int]:
    """Give a parser all chunks; tells after each how many bytes it has had."""
    read = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            read += len(chunk)
            yield read
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        # The last two are encodings that expat does not know or cannot do.
        raise Refused("broken") from None


def local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]
