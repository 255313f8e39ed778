"""Tables as plain text: which encoding, which separator, and nothing guessed in silence."""

import csv
import io
import re
from collections.abc import Callable, Iterator

from core.sheets.reading.cells import NULL, of_text
from core.sheets.reading.limits import Limits
from core.sheets.reading.refusals import Refused

Emit = Callable[[int, list[bytes], bool], None]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What a careful program writes so that a spreadsheet takes a cell for text: '=1+1 and ="00123".
_GUARDED = re.compile(r"'(?=[=+\-@\t\r＝＋])")
_TRICK = re.compile(r'="(.*)"')
_SEPARATORS = (",", "\t", ";")
# Short GBK lines are sometimes valid UTF-8 by chance; more of them than this is no chance.
_BY_CHANCE = 20


def decode(data: bytes) -> str:
    """The text of the file: UTF-8 with or without its mark, or GBK; never half of each."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("utf16")
    if data.startswith(b"\xef\xbb\xbf"):
        return _strictly(data[3:], "utf-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_mixed(data)
        return _strictly(data, "gb18030")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("encoding", line=_line_of(data, error.start)) from None


def _line_of(data: bytes, place: int) -> int:
    head = data[:place].replace(b"\r\n", b"\n")
    return 1 + head.count(b"\n") + head.count(b"\r")


def _refuse_mixed(data: bytes) -> None:
    """Lines that can only be one encoding beside lines that can only be the other were pasted together."""
    first_other, by_chance, others = 0, 0, 0
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data), start=1):
        if line.isascii():
            continue
        if not _is(line, "utf-8"):
            others += 1
            first_other = first_other or number
        elif not _is(line, "gb2312"):
            raise Refused("mixed", line=_odd_line(data, first_other, number))
        else:
            by_chance += 1
    if by_chance * _BY_CHANCE > others:
        raise Refused("mixed", line=first_other)


def _odd_line(data: bytes, first_other: int, number: int) -> int:
    """The line at which the encoding changes, as a person meets it from above."""
    if first_other:
        return number
    lines = re.split(rb"\r\n|\r|\n", data)
    return next(n for n, line in enumerate(lines, start=1) if n > number and not _is(line, "utf-8"))


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def read_text(data: bytes, limits: Limits, emit: Emit) -> int:
    """Hand over each row that holds anything; returns how many."""
    text = decode(data)
    found = _CONTROL.search(text)
    if found:
        raise Refused("control", line=1 + len(re.findall(r"\r\n|\r|\n", text[: found.start()])))
    rows = 0
    for row_no, cells in enumerate(_records(text), start=1):
        row = [_cell(cell, limits) for cell in cells]
        while row and row[-1] == NULL:
            row.pop()
        if not row:
            continue
        if len(row) > limits.columns:
            raise Refused("columns", most=limits.columns)
        rows += 1
        if rows > limits.rows:
            raise Refused("rows", most=limits.rows)
        emit(row_no, row, False)
    return rows


def _records(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(len(text) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    started = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused("quotes", line=started) from None
        started = reader.line_num + 1
        yield record


def _separator(text: str) -> str:
    """By the first line; a table of one column has none."""
    first = re.split(r"\r\n|\r|\n", text.lstrip(), maxsplit=1)[0]
    return max(_SEPARATORS, key=first.count)


def _cell(text: str, limits: Limits) -> bytes:
    if text.startswith("'") and _GUARDED.match(text):
        text = text[1:]
    elif text.startswith('="') and (inner := _TRICK.fullmatch(text)):
        text = inner[1]
    return of_text(text, limits.cell)
