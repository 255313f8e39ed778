"""Identity numbers of people (GB 11643-1999) and credit codes of units (GB 32100-2015). Pure; nothing is stored here.

Demo people carry the unassigned prefix 620299 with a right check digit, so that no real person is hit."""

import re
import unicodedata
from datetime import date

from django.utils import timezone

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_BLANKS = re.compile(r"[\s\u3000\-—]+")
OLDEST_YEARS = 130

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def normalise(text: str) -> str:
    """Full-width digits, blanks, hyphens and a small x put right."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_digit(first_17: str) -> str:
    """The last sign of an identity number, by weights and a remainder of 11."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def trouble(number: str, *, today: date | None = None) -> str:
    """What is wrong with a normalised number, as a sentence; empty when it is right.

    Old and abolished area codes are no fault: people keep their numbers."""
    if len(number) == 15 and number.isdigit():
        return "这是15位的旧号，请填18位的身份证号"
    if len(number) != 18:
        return f"身份证号是18位，现在是{len(number)}位"
    if not _SHAPE.fullmatch(number):
        return "身份证号只有数字，最后一位可以是X，请核对"
    born = birth_date(number)
    today = today or timezone.localdate()
    if born is None:
        return f"第7到14位应是出生日期，{number[6:10]}年{number[10:12]}月{number[12:14]}日不存在，请核对"
    if born > today:
        return "出生日期在今天以后，请核对"
    if today.year - born.year > OLDEST_YEARS:
        return f"出生日期早于{OLDEST_YEARS}年前，请核对"
    if check_digit(number[:17]) != number[17]:
        return "身份证号的最后一位和前面对不上，请逐位核对"
    return ""


def birth_date(number: str) -> date | None:
    """The day of birth in the number; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_male(number: str) -> bool:
    """Odd seventeenth digit."""
    return int(number[16]) % 2 == 1


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


def mask(number: str) -> str:
    """First three and last four (domain.md N6); a number too short to mask safely shows nothing of itself."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) >= 15 else "*" * len(number)
