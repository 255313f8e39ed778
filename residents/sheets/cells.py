"""Cells of the register's sheets in the one spelling that is kept, as its forms would keep them. Pure."""

import re
import unicodedata
from functools import lru_cache

from core.sheets import values
from core.sheets.values import BadValue
from residents import documents

LONGEST_UNIT, LONGEST_ROOM, LONGEST_NUMBER = 10, 20, 30
MOST_HOMES = 99
LOWEST, HIGHEST = -3, 60
_YEAR = re.compile(r"(\d{4})年?")
_NUMBER = re.compile(r"([DHR])-?0*(\d{1,15})")


@lru_cache(maxsize=4096)
def read_unit(text: str) -> str:
    """2单元 and ２ are 2."""
    unit = "".join(values.as_typed(text).split()).removesuffix("单元")
    if len(unit) > LONGEST_UNIT:
        raise BadValue("unit", f"单元最多{LONGEST_UNIT}个字，一般只写数字")
    return unit


@lru_cache(maxsize=4096)
def read_room(text: str) -> str:
    """201室 and ２０１ are 201."""
    room = "".join(values.as_typed(text).split()).removesuffix("室").upper()
    if not 0 < len(room) <= LONGEST_ROOM:
        raise BadValue("room", f"房号最多{LONGEST_ROOM}个字，比如 201；平房写 5、东2")
    return room


def read_ordinal(text: str) -> str:
    """Which household behind the same door."""
    number = values.read_number(text)
    if not 1 <= int(number) <= MOST_HOMES:
        raise BadValue("ordinal", f"同址第几户写1到{MOST_HOMES}，只有一户就空着")
    return number


def read_floor(text: str) -> str:
    typed = values.as_typed(text).removesuffix("层").removesuffix("楼")
    if not re.fullmatch(r"-?\d{1,2}", typed) or not LOWEST <= int(typed) <= HIGHEST:
        raise BadValue("floor", f"楼层写{LOWEST}到{HIGHEST}的整数，地下一层写 -1")
    return str(int(typed))


@lru_cache(maxsize=32768)
def read_birth(text: str) -> str:
    """A whole day as YYYY-MM-DD, or the year alone."""
    year = _YEAR.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return year[1] if year else values.read_date(text)


def read_document(text: str) -> str:
    """The number of any paper; which kind it is stands in another column, and residents.persons judges both."""
    if text.isascii() and text.isalnum() and len(text) <= LONGEST_NUMBER:
        return text.upper()
    if values.SCIENTIFIC.fullmatch(text.strip()):
        raise BadValue("precision", values.PRECISION)
    if "*" in text:
        raise BadValue("masked", "带*的号码看不出是谁，请填完整的号码")
    number = documents.normalised(text)
    if len(number) > LONGEST_NUMBER:
        raise BadValue("longest", f"证件号码最多{LONGEST_NUMBER}位，请对照证件核对")
    return number


def number_of(text: str, letter: str) -> int:
    """The row that R-0000123, H-000123 or D-000123 names; 0 when it names none of the letter."""
    found = _NUMBER.fullmatch(values.as_typed(text).upper())
    return int(found[2]) if found and found[1] == letter else 0


def mask_birth(text: str) -> str:
    """1968-**-**; a year alone is covered enough."""
    return f"{text[:4]}-**-**" if len(text) > 4 else text
