"""Days that Excel keeps as numbers: which formats mean a day, and which day a number is (1900 with its bug, or 1904)."""

import re
from datetime import date, datetime, timedelta

DATE, TIME = 1, 2
# ECMA-376 18.8.30: formats without a text of their own; 27-36 and 50-58 are the Chinese, Japanese and Korean ones.
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, 22), DATE),
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), TIME),
}
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LAST_SERIAL = 2_958_465  # 9999-12-31
_DAY = 86_400


def kind_of_format(number: int, text: str | None) -> int:
    """DATE, TIME, or 0 for a format of numbers and texts."""
    if text is None:
        return _BUILT_IN.get(number, 0)
    elapsed = re.search(r"\[(h+|m+|s+)\]", text, re.IGNORECASE)
    letters = _NOT_LETTERS.sub("", text).lower()
    if "general" in letters:
        return 0
    if re.search(r"[yd]|e(?![+\-])", letters) or ("m" in letters and not re.search(r"[hs]", letters)):
        return DATE if not elapsed else TIME
    return TIME if elapsed or re.search(r"[hs]", letters) else 0


def text_of_serial(raw: str, kind: int, *, since_1904: bool) -> list[str]:
    """The pair that the reader prints for a number in a cell that is formatted as day or time."""
    serial = float(raw)
    if not 0 <= serial < _LAST_SERIAL + 1:
        return ["x", ""]
    days, seconds = int(serial), round((serial - int(serial)) * _DAY)
    if seconds >= _DAY:
        days, seconds = days + 1, 0
    if kind == TIME and days == 0:
        return ["t", f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"]
    day = _day(days, since_1904)
    if day is None:
        return ["x", ""]
    if not seconds:
        return ["d", day.isoformat()]
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)
    return ["d", moment.isoformat(timespec="seconds")]


def _day(days: int, since_1904: bool) -> date | None:
    try:
        if since_1904:
            return date(1904, 1, 1) + timedelta(days=days)
        if days in (0, 60):
            return None  # Excel counts 29 February 1900, a day that never was
        return (date(1899, 12, 31) if days < 60 else date(1899, 12, 30)) + timedelta(days=days)
    except OverflowError:
        return None
