"""The rows of a definition as one reader asks for them: a period, a community, and always their own `visible_to`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from core.accounts.models import User
from core.text import number_of
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from dashboard.ledgers.layout import COUNTER, FIXED, Column, DateLook, Layout, Span
from dashboard.ledgers.sources import base
from dashboard.ledgers.sources.base import NUMBER_KINDS, Kind, Source, Value
from dashboard.reports.period import Period, period_of, periods
from grids.scope import Scope
from grids.selectors.picking import community_choices

PREVIEW = 20
# Rows fetched at a time while a sheet streams.
CHUNK = 500
_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}
ALL = "all"


class Question(AddressFilter):
    """`?period=2026-03&community=…`. Without a period the last whole one of the definition's length."""

    period = forms.ChoiceField(label="期间", required=False)
    community = forms.ChoiceField(label="社区", required=False)

    def __init__(self, data: Any, *, user: Any, layout: Layout, today: date) -> None:
        self.layout, self.today = layout, today
        self.offered = [
            one
            for one in periods(date(today.year - 2, 1, 1), today)
            if layout.span == Span.ANY or one.months == _MONTHS[Span(layout.span)]
        ]
        super().__init__(data, user=user)

    def prepare(self) -> None:
        pairs = [(one.key, f"{one.words}{one.name}") for one in self.offered]
        set_choices(self, "period", [*pairs, (ALL, "不限期间")])
        self.places = community_choices(self.user, whole=Scope.of(self.user).street)
        set_choices(self, "community", [("", "我看得到的全部"), *self.places])
        self.fields["period"].initial = self.usual
        if "period" not in self.data:
            said = self.sent.copy()
            said["period"] = self.usual
            self.data = said

    @property
    def usual(self) -> str:
        if self.layout.span == Span.ANY:
            return ALL
        over = next((one for one in self.offered if one.is_over(self.today)), None)
        return over.key if over else ALL


@dataclass(frozen=True)
class Asked:
    """One sheet: whose, of when, of where. `unit` is what the heading calls whoever fills it in."""

    layout: Layout
    source: Source
    user: User
    today: date
    period: Period | None
    community: int | None
    unit: str

    @property
    def period_words(self) -> str:
        return self.period.words if self.period else "不限期间"

    def fill(self, text: str) -> str:
        """A heading line with what only this sheet knows."""
        told = {
            "【单位】": self.unit,
            "【期间】": self.period_words,
            "【日期】": day_words(self.today, self.layout.dates),
            "【填表人】": self.user.display_name,
        }
        for token, words in told.items():
            text = text.replace(token, words)
        return text


def asked(question: Question, user: User) -> Asked | None:
    """What the address asks for; None when what the definition reads is no more."""
    source = base.find(question.layout.source)
    if source is None:
        return None
    given = question.given()
    names = dict(question.places)
    community = given.get("community", "")
    unit = names.get(community) or _own_unit(user, question.places)
    return Asked(
        layout=question.layout,
        source=source,
        user=user,
        today=question.today,
        period=period_of(given.get("period", question.usual)),
        community=number_of(community) if community in names else None,
        unit=unit,
    )


def _own_unit(user: User, places: list[tuple[str, str]]) -> str:
    if Scope.of(user).street or not places:
        return str(settings.OFFICE_NAME)
    return "、".join(name for _, name in places)


def rows_of(sheet: Asked) -> "QuerySet[Any]":
    """One query, in the definition's order, with all that its columns need."""
    layout, source = sheet.layout, sheet.source
    rows = source.rows(sheet.user)
    if layout.states:
        rows = rows.filter(state__in=layout.states)
    if layout.kinds:
        rows = rows.filter(**{f"{source.kind_column}__in": layout.kinds})
    if sheet.community is not None:
        rows = rows.filter(**{source.community: sheet.community})
    rows = _of_period(rows, sheet)
    fields = [found for one in layout.columns if (found := source.field(one.shows))]
    related = sorted({name for one in fields for name in one.related})
    values = {name: value for one in fields for name, value in one.needs.items()}
    rows = rows.annotate(**values) if values else rows
    rows = rows.select_related(*related) if related else rows
    return _in_order(rows, sheet)


def _of_period(rows: "QuerySet[Any]", sheet: Asked) -> "QuerySet[Any]":
    field = sheet.source.field(sheet.layout.date)
    if sheet.period is None or field is None or not field.order:
        return rows
    first: Any = sheet.period.since
    after: Any = sheet.period.until
    if field.kind == Kind.MOMENT:
        first, after = sheet.period.moments
    return rows.filter(**{f"{field.order}__gte": first, f"{field.order}__lt": after})


def _in_order(rows: "QuerySet[Any]", sheet: Asked) -> "QuerySet[Any]":
    field = sheet.source.field(sheet.layout.sort)
    down = sheet.layout.newest_first
    if field is None or not field.order:
        return rows.order_by("-pk" if down else "pk")
    column = F(field.order)
    first = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
    return rows.order_by(first, "-pk" if down else "pk")


@dataclass(frozen=True)
class Reader:
    """How one column is read, made once a sheet."""

    column: Column
    kind: Kind
    read: Any = None
    fixed: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBER_KINDS

    @property
    def is_lost(self) -> bool:
        return self.read is None and self.column.shows not in (COUNTER, FIXED)


def readers_of(sheet: Asked) -> list[Reader]:
    """In the order of the columns; a lost one reads nothing."""
    found = []
    for one in sheet.layout.columns:
        field = sheet.source.field(one.shows)
        if field is not None:
            found.append(Reader(one, field.kind, field.read))
        else:
            fixed = sheet.fill(one.text) if one.shows == FIXED else ""
            found.append(Reader(one, Kind.TEXT, None, fixed))
    return found


def cells(readers: list[Reader], row: Any, number: int, dates: str) -> list[str | int | Decimal]:
    """A row as the sheet shows it: numbers stay numbers, everything else is text."""
    return [_cell(one, row, number, dates) for one in readers]


def _cell(reader: Reader, row: Any, number: int, dates: str) -> str | int | Decimal:
    if reader.read is None:
        return number if reader.column.shows == COUNTER else reader.fixed
    return shown(reader.read(row), dates)


def shown(value: Value, dates: str) -> str | int | Decimal:
    """Nothing is an empty cell; yes and no are words; days as the definition writes them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{day_words(local.date(), dates)} {local:%H:%M}"
    if isinstance(value, date):
        return day_words(value, dates)
    return value if isinstance(value, int | Decimal) else str(value)


def day_words(day: date, dates: str) -> str:
    """The day as the definition writes days."""
    if dates == DateLook.DOT:
        return f"{day.year}.{day.month}.{day.day}"
    return f"{day.year}年{day.month}月{day.day}日" if dates == DateLook.WORDS else day.isoformat()


def preview(sheet: Asked) -> tuple[list[list[str | int | Decimal]], int]:
    """The first rows and how many there are in all."""
    rows, readers = rows_of(sheet), readers_of(sheet)
    total = rows.order_by().count()
    first = rows[:PREVIEW] if total else []
    return [cells(readers, row, at, sheet.layout.dates) for at, row in enumerate(first, start=1)], total


def lines(sheet: Asked) -> Iterator[list[str | int | Decimal]]:
    """Every row, a chunk in memory at a time."""
    readers = readers_of(sheet)
    for at, row in enumerate(rows_of(sheet).iterator(chunk_size=CHUNK), start=1):
        yield cells(readers, row, at, sheet.layout.dates)
