"""Covering what names a person (domain.md N6) or a figure that does (trust.md P24), and numbers of people in free text: found, told of, masked (N3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# 18 digits, the last maybe X, as people type them; the check digit is not asked: a mistyped number harms as much.
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{3})\d{11}(\d{3}[\dXx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-)\d{3,4}(\d{4})(?!\d)")


@dataclass(frozen=True)
class Found:
    """One number in a text: what kind, and how it would look masked. The number itself is not kept."""

    kind: str
    masked: str


def find_numbers(text: str) -> list[Found]:
    """What looks like an identity number or a telephone."""
    found = [Found("身份证号", f"{one[1]}***********{one[2]}") for one in _IDENTITY.finditer(text)]
    rest = _IDENTITY.sub("", text)
    found += [Found("手机号", f"{one[1]}****{one[2]}") for one in _MOBILE.finditer(rest)]
    return found + [Found("电话", f"{one[1]}****{one[2]}") for one in _LANDLINE.finditer(rest)]


def mask_numbers(text: str) -> str:
    """The same text with each of them masked (domain.md N6)."""
    text = _IDENTITY.sub(r"\1***********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _LANDLINE.sub(r"\1****\2", text)


def mask_name(name: str) -> str:
    """张* / 张*三 / 欧**明 (domain.md N6). One character shows nothing."""
    letters = name.strip()
    if len(letters) <= 1:
        return "*" if letters else ""
    if len(letters) == 2:
        return f"{letters[0]}*"
    return f"{letters[0]}{'*' * (len(letters) - 2)}{letters[-1]}"


def mask_phone(phone: str) -> str:
    """138****5678 (domain.md N6); a number too short to mask safely shows nothing of itself."""
    digits = phone.strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else "*" * len(digits)


def covered(figures: Mapping[str, int], least: int) -> dict[str, str]:
    """Figures under `least` as 「<5」. One covered figure alone could be had by taking the others from a total, so the
    smallest of the rest is covered with it. Noughts are figures too: they say that somebody is not."""
    hidden = {key for key, value in figures.items() if value < least}
    rest = sorted((value, key) for key, value in figures.items() if key not in hidden)
    if len(hidden) == 1 and rest:
        hidden.add(rest[0][1])
    return {
        key: (f"<{least}" if value < least else "不显示") if key in hidden else str(value)
        for key, value in figures.items()
    }
