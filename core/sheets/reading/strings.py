"""The texts that cells share. They lie in one buffer, because a Python object each would be hundreds of megabytes."""

from array import array
from typing import Any

from core.sheets.reading.cells import of_text
from core.sheets.reading.limits import Limits
from core.sheets.reading.package import Package, feed, local, new_parser
from core.sheets.reading.refusals import Refused


class SharedStrings:
    """Texts by number, already spelled as JSON."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bytes: bytes | bytearray = bytearray()
        self._ends = array("L", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, text: str) -> None:
        self._bytes += of_text(text, self.limits.cell)
        if len(self._bytes) > self.limits.strings:
            raise Refused("strings")
        self._ends.append(len(self._bytes))

    def get(self, number: int) -> bytes:
        if not 0 <= number < len(self):
            raise Refused("broken")
        return bytes(self._bytes[self._ends[number] : self._ends[number + 1]])

    def freeze(self) -> None:
        """No more are added; from bytes a slice is one copy, from a growing buffer two."""
        self._bytes = bytes(self._bytes)

    @classmethod
    def read(cls, package: Package, part: str | None) -> "SharedStrings":
        strings = cls(package.limits)
        if part is not None:
            parser = new_parser()
            _Listener(parser, strings)
            for _ in feed(parser, package.chunks(part)):
                pass
        strings.freeze()
        return strings


class _Listener:
    """<si> holds one <t>, or runs of them; what stands in <rPh> is how it sounds, not what it says."""

    def __init__(self, parser: Any, strings: SharedStrings) -> None:
        self.strings = strings
        self.pieces: list[str] = []
        self.length = 0
        self.most = 64 * strings.limits.cell
        self.listening = False
        self.sounding = 0
        self.parser = parser
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        self.names: dict[str, str] = {}

    def _local(self, name: str) -> str:
        known = self.names.get(name)
        if known is None:
            known = self.names[name] = local(name)
        return known

    def start(self, name: str, _: dict[str, str]) -> None:
        what = self._local(name)
        if what == "t" and not self.sounding:
            self.parser.CharacterDataHandler = self.text
        elif what == "si":
            self.pieces, self.length = [], 0
        elif what == "rPh":
            self.sounding += 1

    def end(self, name: str) -> None:
        what = self._local(name)
        if what == "t":
            self.parser.CharacterDataHandler = None
        elif what == "si":
            self.strings.add("".join(self.pieces))
        elif what == "rPh":
            self.sounding -= 1

    def text(self, data: str) -> None:
        # A cell of many megabytes is told as too long without being kept whole.
        if self.length < self.most:
            self.pieces.append(data)
        self.length += len(data)
