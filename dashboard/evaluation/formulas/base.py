"""What a formula is: which rows stand under the line, which of them stand above it, and how both are said.

The register is closed: an indicator is made of one of these facts or not at all (domain.md I8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import Q, QuerySet

from dashboard.evaluation.choices import Kind
from dashboard.evaluation.subjects import Days, Subject


@dataclass(frozen=True)
class Count:
    """What is above and below the line."""

    numerator: Decimal
    denominator: Decimal

    def __add__(self, other: "Count") -> "Count":
        return Count(self.numerator + other.numerator, self.denominator + other.denominator)


NOTHING = Count(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Source:
    """Rows below the line; `good` says which of them are above it too.

    `key` is the column that names the thing which a reader may open, `things` its rows for one reader by the thing's own
    visible_to, `words` what the page says of a row."""

    label: str
    rows: "QuerySet[Any]"
    good: Q
    key: str
    things: Callable[[Any], "QuerySet[Any]"]
    words: Callable[[Any], str] = str
    # The page of a row, where the thing has none of its own.
    page: Callable[[Any], str] | None = None

    def count(self) -> Count:
        found = self.rows.order_by().aggregate(
            n=CountRows("pk", distinct=True), good=CountRows("pk", filter=self.good, distinct=True)
        )
        return Count(Decimal(found["good"]), Decimal(found["n"]))


Sources = Callable[[Subject, Days], Iterable[Source]]


@dataclass(frozen=True)
class Formula:
    """One fact that may be rated. `above` and `below` say in words what is divided by what. A formula that opens nothing
    gives two numbers (`counted`) and no rows."""

    code: str
    above: str
    below: str
    kinds: frozenset[Kind]
    sources: Sources | None = None
    counted: Callable[[Subject, Days], Count] | None = None

    @property
    def words(self) -> str:
        return f"{self.above} ÷ {self.below}"

    @property
    def opens(self) -> bool:
        return self.sources is not None

    def count(self, subject: Subject, days: Days) -> Count:
        """The two numbers. Pure: it reads and writes nothing down."""
        if self.counted is not None:
            return self.counted(subject, days)
        assert self.sources is not None  # noqa: S101 - one of the two, a test holds it
        found = NOTHING
        for one in self.sources(subject, days):
            found += one.count()
        return found
