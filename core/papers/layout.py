"""What a shipped paper looks like, as data: paragraphs and tables with the places of its facts.

The Word template is built from it (core.papers.stationery); the PDF is set from the filled Word file, so the two cannot
differ. Texts carry jinja places, `{{ facts }}`; `each` and `when` are the only logic ("p in parties", "advice")."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class P:
    """A paragraph. `style` names one of core.papers.stationery.STYLES; `before` is room above it in points."""

    text: str
    style: str = "body"
    each: str = ""
    when: str = ""
    before: int = 0


@dataclass(frozen=True)
class Cell:
    """A cell; a newline in its text begins a new paragraph. `span` counts columns."""

    text: str
    span: int = 1
    style: str = "cell"


@dataclass(frozen=True)
class Row:
    """A row of a table; `height` is its least height in millimetres."""

    cells: tuple[Cell, ...]
    each: str = ""
    height: int = 11
    is_head: bool = False


@dataclass(frozen=True)
class Table:
    """A table over the width of the text; `widths` are shares of it."""

    widths: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Each:
    """Several paragraphs repeated together ("t in topics")."""

    each: str
    blocks: tuple[P, ...]


@dataclass(frozen=True)
class Cut:
    """A dashed line where a strip is cut off, with a word on it."""

    text: str


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a page of its own."""


Block = P | Table | Each | Cut | NewPage


def title(text: str) -> P:
    return P(text, "title")


def number_line() -> P:
    """The paper's number under its title."""
    return P("{{ number }}", "number")


def h1(text: str, *, when: str = "") -> P:
    """一、 in 黑体."""
    return P(text, "h1", when=when)


def h2(text: str, *, when: str = "") -> P:
    """（一） in 楷体."""
    return P(text, "h2", when=when)


def sign(text: str, *, before: int = 0, each: str = "") -> P:
    """A line to sign on."""
    return P(text, "sign", before=before, each=each)


def sealed_by(unit: str, day: str = "{{ issued_on }}") -> tuple[P, P]:
    """Who issues it and the day, right, with room for the seal over the date."""
    return P(unit, "seal", before=40), P(day, "seal")


def label(text: str, span: int = 1) -> Cell:
    return Cell(text, span, "label")


def line(*pairs: str | Cell, each: str = "", height: int = 11) -> Row:
    """A row of a form: label, value, label, value … Strings at even places are labels."""
    cells = [
        one if isinstance(one, Cell) else (Cell(one) if at % 2 else label(one))
        for at, one in enumerate(pairs)
    ]
    return Row(tuple(cells), each=each, height=height)


def wide(name: str, text: str, columns: int, height: int = 30) -> Row:
    """A label and one value over the rest of the row, with room to write."""
    return Row((label(name), Cell(text, columns - 1)), height=height)


def head(*names: str) -> Row:
    """The head of a list, repeated on every page."""
    return Row(tuple(label(name) for name in names), is_head=True)


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text of a layout, loops and conditions too."""
    for block in blocks:
        if isinstance(block, P):
            yield from (block.text, block.each, block.when)
        elif isinstance(block, Each):
            yield block.each
            yield from texts(block.blocks)
        elif isinstance(block, Cut):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield row.each
                yield from (cell.text for cell in row.cells)
