"""Numbers of identity documents and of units: what they say, and whether they can be ones (GB 11643, GB 32100). Pure.

Known are the resident's card, the residence permit of people from Hong Kong, Macau and Taiwan (it starts with 81, 82
or 83), and the permanent residence card of foreigners in its new form (18 places, starts with 9) and its old one
(three letters and twelve digits). An unknown or abolished area prefix is no fault: people keep the number they got.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul

from django.utils import timezone

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# What the digits' codes in ASCII add to the weighted sum.
_ZEROS = ord("0") * sum(WEIGHTS)
OLDEST = 130  # years
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SPACES = re.compile(r"[\s\-–—－]+")
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}\d{12}")


class Document(StrEnum):
    """Which card a number belongs to."""

    RESIDENT = "resident"
    HK_MACAU_TAIWAN = "hk_macau_taiwan"
    FOREIGN = "foreign"


class BadIdNumber(ValueError):
    """The text cannot be such a number; `message` says what to look at and never repeats the text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(frozen=True)
class IdNumber:
    """A number as it is kept, and what can be read from it; the old foreign card tells neither day nor sex."""

    number: str
    document: Document
    born_on: date | None = None
    is_male: bool | None = None

    @property
    def area(self) -> str:
        """The six digits of the place that issued the first card."""
        return self.number[:6]


def read_id_number(text: str, *, today: date) -> IdNumber:
    """The number behind what a person typed: spaces, hyphens, full width and a small x do not matter.

    Raises BadIdNumber for anything else: a wrong length or sign, a day that never was, the 15 digits of before 1999,
    a check digit that does not fit."""
    number = normalise(text)
    if not (number.isascii() and _EIGHTEEN.fullmatch(number)):
        if _FOREIGN_OLD.fullmatch(number):
            return IdNumber(number, Document.FOREIGN)
        _refuse_other_shapes(number)
    born_on = _birthday(number[6:14], today)
    if check_digit(number[:17]) != number[17]:
        raise BadIdNumber("check", "最后一位对不上，多半是有一位填错了，请对照证件核对")
    return IdNumber(number, _document(number), born_on, int(number[16]) % 2 == 1)


def _refuse_other_shapes(number: str) -> None:
    if not number:
        raise BadIdNumber("empty", "请填身份证号")
    if "*" in number:
        raise BadIdNumber("masked", "带*的号码看不出是谁，请填完整的号码")
    if re.fullmatch(r"\d{15}", number):
        raise BadIdNumber("old", "这是15位的旧号码，请填现在证件上的18位号码")
    if len(number) != 18:
        raise BadIdNumber("length", f"身份证号是18位，现在是{len(number)}位")
    if not _EIGHTEEN.fullmatch(number) or not number.isascii():
        raise BadIdNumber("sign", "身份证号里只有数字，最后一位可以是X")


def _birthday(digits: str, today: date) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadIdNumber("date", "号码里的出生日期（第7到14位）没有这一天，请对照证件核对") from None
    if born_on > today:
        raise BadIdNumber("future", "号码里的出生日期（第7到14位）还没有到，请对照证件核对")
    if today.year - born_on.year > OLDEST:
        raise BadIdNumber("age", f"按号码里的出生日期已经超过{OLDEST}岁，请对照证件核对")
    return born_on


def check_digit(first_seventeen: str) -> str:
    """The eighteenth place by ISO 7064 MOD 11-2."""
    if len(first_seventeen) != len(WEIGHTS):
        raise ValueError("seventeen digits make the eighteenth")
    total = sum(map(mul, WEIGHTS, first_seventeen.encode("ascii"))) - _ZEROS
    return CHECK_DIGITS[total % 11]


def _document(number: str) -> Document:
    if number[:2] in ("81", "82", "83"):
        return Document.HK_MACAU_TAIWAN
    return Document.FOREIGN if number[0] == "9" else Document.RESIDENT


def normalise(text: str) -> str:
    """Spaces, hyphens, full width and a small x put right, whether or not the rest is a number."""
    # Most are written as they should be, and a register has hundreds of thousands of them.
    if text.isascii() and text.isalnum():
        return text.upper()
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()


def trouble(number: str, *, today: date | None = None) -> str:
    """What is wrong with a number, as a sentence that does not repeat it; empty when it is right."""
    try:
        read_id_number(number, today=today or timezone.localdate())
    except BadIdNumber as bad:
        return bad.message
    return ""


def birth_date(number: str) -> date | None:
    """The day of birth in a number of 18 places; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_younger_than(years: int, born_on: date, today: date) -> bool:
    """Whether somebody born then has not turned so many years yet."""
    return (today.year, today.month, today.day) < (born_on.year + years, born_on.month, born_on.day)


def is_male(number: str) -> bool:
    """Odd seventeenth digit."""
    return int(number[16]) % 2 == 1


def mask(number: str) -> str:
    """620***********123X (domain.md N6); what is too short to hide its middle shows nothing of itself."""
    if len(number) < 12:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def credit_code_trouble(code: str) -> str:
    """What is wrong with a unit's normalised credit code, as a sentence; empty when it is right (domain.md N2)."""
    if len(code) != 18:
        return f"统一社会信用代码是18位，现在是{len(code)}位"
    if any(sign not in _CREDIT_ALPHABET for sign in code):
        return "统一社会信用代码里没有 I、O、S、V、Z 这些字母，请核对"
    total = sum(
        _CREDIT_ALPHABET.index(sign) * weight for sign, weight in zip(code, _CREDIT_WEIGHTS, strict=False)
    )
    if _CREDIT_ALPHABET[(31 - total % 31) % 31] != code[17]:
        return "统一社会信用代码的最后一位和前面对不上，请逐位核对"
    return ""
