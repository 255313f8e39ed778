"""A source: rows that the reader sees, and the fields they have with Chinese names.

    register(Source(key="hazards", label="隐患", rows=…, readers=…, fields=(Field("no", "编号", attr("no")), …), …))

Everything a field needs comes with the rows' one query: joins (`related`) or values of their own (`needs`); nothing is asked a
row at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from core.privacy import mask_numbers
from grids.choices import AreaLevel
from grids.scope import Scope

Value = str | int | Decimal | date | datetime | bool | None
Choices = tuple[tuple[str, str], ...]


class Kind(StrEnum):
    """How a value is written down: texts and days as texts, numbers as numbers."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"


NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.MONEY})


@dataclass(frozen=True)
class Field:
    """One thing that a column can show. `order` is the column it is sorted by, empty where it is none of the table's own.

    `is_personal` marks the mask of a name or number; `is_usual` puts it among the columns a new definition begins with."""

    key: str
    label: str
    read: Callable[[Any], Value]
    kind: Kind = Kind.TEXT
    order: str = ""
    related: tuple[str, ...] = ()
    needs: Mapping[str, Any] = field(default_factory=dict)
    is_personal: bool = False
    is_usual: bool = False


@dataclass(frozen=True)
class Source:
    """One kind of row. `rows` begins with the reader's `visible_to` and leaves out what never leaves in a list.

    `dates` are the fields a period may go by, the usual one first; `kind_label` is what the kinds are called."""

    key: str
    label: str
    rows: Callable[[Any], "QuerySet[Any]"]
    readers: frozenset[str]
    fields: tuple[Field, ...]
    dates: tuple[str, ...]
    states: Choices
    kinds: Choices = ()
    kind_column: str = "kind"
    kind_label: str = "类别"
    community: str = "community"

    def field(self, key: str) -> Field | None:
        return next((one for one in self.fields if one.key == key), None)

    @property
    def sortable(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.fields if one.order)

    def may_read(self, user: Any) -> bool:
        """Whether the person's work is to hand such rows on; which rows, `rows` says."""
        return Scope.of(user).has(*self.readers)


_sources: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Make them known; a second registration of a key replaces the first (tests do that). ValueError for fields twice."""
    for one in sources:
        keys = [found.key for found in one.fields]
        if len(set(keys)) != len(keys) or not set(one.dates) <= set(keys):
            raise ValueError(f"{one.key}: fields need different keys, and dates are fields")
        _sources[one.key] = one


def find(key: str) -> Source | None:
    return _sources.get(key)


def all_sources() -> list[Source]:
    return list(_sources.values())


# --- how values are read ---------------------------------------------------------------------------
def attr(path: str) -> Callable[[Any], Value]:
    """The value at `a.b`; nothing where a step is nothing."""
    names = path.split(".")

    def read(row: Any) -> Value:
        for name in names:
            row = getattr(row, name)
            if row is None:
                return None
        return row  # type: ignore[no-any-return]

    return read


def words(name: str) -> Callable[[Any], Value]:
    """The label of a choice."""
    return lambda row: str(getattr(row, f"get_{name}_display")())


def prose(name: str) -> Callable[[Any], Value]:
    """Free text with the numbers of people in it covered (domain.md N3)."""
    return lambda row: mask_numbers(str(getattr(row, name)))


def joined(name: str) -> Callable[[Any], Value]:
    """The names that an array brought along."""
    return lambda row: "、".join(getattr(row, name))


def building(row: Any) -> str:
    """铁路小区3号楼: no door. Wants place__parent."""
    place = row.place
    above = place.parent.name if place.level == AreaLevel.BUILDING and place.parent else ""
    return f"{above}{place.name}"


def estate(row: Any) -> str:
    """铁路小区: as far as an address of people goes (domain.md N6). Wants place__parent."""
    place = row.place
    return str(place.parent.name if place.level == AreaLevel.BUILDING and place.parent else place.name)


# --- fields that many sources have ------------------------------------------------------------------
def text(key: str, label: str, read: Callable[[Any], Value] | None = None, **more: Any) -> Field:
    return Field(key, label, read or attr(key), **more)


def choice(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, words(key), **{"order": key, **more})


def moment(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, attr(key), Kind.MOMENT, **{"order": key, **more})


def day(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, attr(key), Kind.DATE, **{"order": key, **more})


def number(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, attr(key), Kind.NUMBER, **{"order": key, **more})


def no(*, is_usual: bool = True, order: str = "pk") -> Field:
    return Field("no", "编号", attr("no"), order=order, is_usual=is_usual)


COMMUNITY = Field(
    "community",
    "社区",
    attr("community.name"),
    order="community__code",
    related=("community",),
    is_usual=True,
)
GRID = Field("grid", "网格", attr("grid.name"), order="grid__code", related=("grid",))
BUILDING = Field("place", "地点（到楼栋）", building, related=("place__parent",))
ESTATE = Field("place", "小区", estate, related=("place__parent",))
