"""Columns of a work or a record as words, for lists, pages and tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.urls import reverse

from core.ui.words import local_date, local_dt
from grids.works.forms import asked_of
from grids.works.room import Room
from grids.works.work import Work

# The newest of each kind that a page shows.
MOST_RECORDS = 24
_STREET = "街道本级"


@dataclass(frozen=True)
class Shown:
    """One value with its name; `url` where it is another work."""

    label: str
    text: str
    url: str = ""
    is_long: bool = False


@dataclass(frozen=True)
class Records:
    """The records of one kind under a work."""

    title: str
    heads: list[str]
    # Each with its cells and why it was struck, if it was.
    rows: list[tuple[list[Shown], str]]
    total: int


def shown(row: Any, name: str, *, label: str = "") -> Shown:
    """One column of a row."""
    column: Any = row._meta.get_field(name)
    value = getattr(row, name)
    return Shown(
        label or str(column.verbose_name),
        _words(row, column, value),
        value.get_absolute_url() if isinstance(value, Work) else "",
        isinstance(column, models.TextField),
    )


def _words(row: Any, column: Any, value: Any) -> str:
    if column.name == "community" and value is None:
        return _STREET
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in (None, ""):
        return ""
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, datetime):
        return local_dt(value)
    if isinstance(value, date):
        return local_date(value)
    return str(value)


def columns(room: Room, row: Any, names: Iterable[str]) -> list[Shown]:
    """Columns of the model and computed ones, in the order asked for."""
    found = []
    for name in names:
        if name in room.computed:
            one = room.computed[name]
            found.append(Shown(one.label, one.words(row)))
        else:
            found.append(shown(row, name, label=room.name_label if name == "name" else ""))
    return found


def facts(room: Room, row: Any) -> list[Shown]:
    """What a page tells of the row; what is empty is left out."""
    told = [one for one in columns(room, row, room.facts) if one.text]
    return told + [Shown(label, words) for label, words in room.figures(row)]


def covered(room: Room, row: Any) -> list[Shown]:
    """Sealed values as they may be read by everybody who sees the row; `url` uncovers one."""
    found = []
    for name, one in room.sealed.items():
        if row.has_sealed(name):
            url = reverse(f"{room.model.pages}:look", args=[room.key, row.pk, name])
            found.append(Shown(one.label, one.mask(row.open_sealed(name)), url))
    return found


def records(room: Room, row: Any) -> list[Records]:
    """The records of a page, newest first, struck ones crossed out. Two queries a kind."""
    found = []
    for kind in room.records:
        rows = kind._default_manager.filter(work=row)
        asked = [one.name for one in asked_of(kind)]
        newest = [([shown(one, name) for name in asked], one.struck_because) for one in rows[:MOST_RECORDS]]
        heads = [str(kind._meta.get_field(name).verbose_name) for name in asked]
        total = len(newest) if len(newest) < MOST_RECORDS else rows.count()
        found.append(Records(str(kind._meta.verbose_name), heads, newest, total))
    return found
