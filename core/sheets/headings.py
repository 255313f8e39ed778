"""Which column of a file is which: by the template's headings, by other names for them, and by what the person said
last time."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from core.accounts.models import User
from core.sheets.kinds import SheetKind
from core.sheets.models import ColumnMemory
from core.sheets.rows import Cell

# Titles and notes may stand above the headings.
ROWS_LOOKED_AT = 10
PATCH = re.compile(r"原行号·导入(\d+)")
TOLD = "问题"
_NOISE = re.compile(r"[\s*＊:：]|[（(][^（）()]*[）)]")
_LONGEST = 40
_MANY_DIGITS = re.compile(r"\d{6}")


def fold_heading(text: str) -> str:
    """「身份证号 *」, 「身份证号（必填）」 and 「身份证号：」 are one heading."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()[:_LONGEST]


def patch_heading(import_id: int) -> str:
    """The first column of an error file: which row of which import this was."""
    return f"原行号·导入{import_id}"


@dataclass
class Headings:
    """The heading row of a file, and what became of each heading."""

    row_no: int
    texts: list[str]
    places: dict[str, int] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)
    unknown: dict[int, str] = field(default_factory=dict)
    patch_place: int = -1
    patch_of: int = 0

    def missing(self, kind: SheetKind) -> list[str]:
        """Headings of required columns that the file has not."""
        return [column.header for column in kind.columns if column.required and column.key not in self.places]

    def strays(self, cells: Sequence[Cell]) -> bool:
        """Whether the row has something in a column without a heading."""
        # The reader ends a row at its last filled cell.
        if len(cells) > len(self.texts):
            return True
        return bool(self.blank) and any(at < len(cells) and cells[at] is not None for at in self.blank)

    @cached_property
    def blank(self) -> list[int]:
        """Places of the heading row that are empty."""
        return [at for at, text in enumerate(self.texts) if not text]


class Matcher:
    """The names of a kind's columns, and what this person calls them."""

    def __init__(self, kind: SheetKind, user: User) -> None:
        self.kind = kind
        self.known: dict[str, str] = {}
        for column in kind.columns:
            for name in (column.header, *column.aliases):
                self.known.setdefault(fold_heading(name), column.key)
        keys = {column.key for column in kind.columns}
        rows = ColumnMemory.objects.filter(user=user, kind=kind.code).values_list("heading", "column")
        self.remembered = {heading: column for heading, column in rows if not column or column in keys}

    def score(self, cells: Sequence[Cell]) -> int:
        """How many cells of the row are headings of the kind."""
        return sum(fold_heading(cell) in self.known for cell in cells if isinstance(cell, str))

    def match(self, row_no: int, cells: Sequence[Cell]) -> Headings:
        """Give each heading its column; one that is there twice, or unknown, is for the person to say."""
        texts = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in cells]
        found = Headings(row_no, texts)
        for at, text in enumerate(texts):
            if not text:
                continue
            patch = PATCH.fullmatch(text)
            folded = fold_heading(text)
            key = self.known.get(folded, self.remembered.get(folded))
            if patch:
                found.patch_place, found.patch_of = at, int(patch[1])
            elif key == "":
                found.ignored.add(at)
            elif key is None or key in found.places:
                found.unknown[at] = text
            else:
                found.places[key] = at
        if found.patch_of:
            # The last column of our own error file.
            found.unknown = {at: text for at, text in found.unknown.items() if text != TOLD}
        return found


def find_headings(matcher: Matcher, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Headings | None:
    """The heading row among the first rows of a file; None when none of them is one.

    A row that names no column of the kind passes for headings only when it is first and looks like words: so a file of
    another office can be matched by hand, and a file without headings is not taken for one."""
    best = max(rows, key=lambda row: matcher.score(row[1]), default=None)
    if best is None:
        return None
    if matcher.score(best[1]) == 0:
        best = rows[0]
        words = [cell for cell in best[1] if cell is not None]
        if len(words) < 2 or not all(isinstance(word, str) and _like_heading(word) for word in words):
            return None
        if len({str(word) for word in words}) != len(words):
            return None
    return matcher.match(best[0], best[1])


def _like_heading(text: str) -> bool:
    return len(text.strip()) <= 20 and not _MANY_DIGITS.search(unicodedata.normalize("NFKC", text))


def remember(user: User, kind: SheetKind, said: Mapping[str, str]) -> None:
    """Keep what the person said about headings; what looks like somebody's number is no heading and is not kept."""
    for text, column in said.items():
        if _like_heading(text):
            ColumnMemory.objects.update_or_create(
                user=user, kind=kind.code, heading=fold_heading(text), defaults={"column": column}
            )
