"""What people type to find a door: 铁路小区3号楼2单元201, 3-2-201, 铁北3号院5. Pure."""

import re
import unicodedata
from dataclasses import dataclass

_DASHED = re.compile(
    r"(?P<estate>(?:.*?\D)??)(?P<building>\d{1,3})(?:-(?P<unit>\d{1,2}))?-(?P<room>\d{1,4}[A-Z]?)"
)
_WORDED = re.compile(
    r"(?P<estate>(?:.*?\D)??)"
    r"(?:(?P<building>\d{1,3})(?:号楼|号栋|号幢|栋|幢|楼|#))?"
    r"(?:(?P<unit>\d{1,2}|[A-Z])单元)?"
    r"(?:(?P<room>[东西南北]?\d{1,4}[A-Z]?)(?:号房|号|室|房)?)?"
)
_BUILDING_WORDS = ("号楼", "栋", "幢", "楼", "号栋")
_SIGNS = str.maketrans({"－": "-", "—": "-", "–": "-", "﹣": "-", "、": "-"})


@dataclass(frozen=True)
class Address:
    """The parts that were said; what was not is empty."""

    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @property
    def names_door(self) -> bool:
        """Enough to look for one door rather than for a place or a name."""
        return bool(self.room or self.unit or self.building)

    def building_names(self) -> list[str]:
        """How the building may be called."""
        return [f"{self.building}{word}" for word in _BUILDING_WORDS]


def parse_address(text: str) -> Address:
    """The address in a text; one without any number is an estate's name or no address at all."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).upper()
    plain = "".join(plain.split())
    found = _DASHED.fullmatch(plain) or _WORDED.fullmatch(plain)
    if found is None:
        return Address(estate=plain)
    parts = {name: value or "" for name, value in found.groupdict().items()}
    return Address(**parts)
