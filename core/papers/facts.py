"""From what an owner answers to what a template shows: dates in the official form, gaps marked, numbers covered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core import identity
from core.papers.kinds import Field, PaperKind
from core.papers.marks import Gap, legible
from core.privacy import mask_name, mask_numbers, mask_phone

_MASKS = {"phone": mask_phone, "identity": identity.mask, "name": mask_name, "text": mask_numbers}
MOST_ROWS = 200


def paper_date(day: date) -> str:
    """2026年3月2日: Arabic figures without leading noughts (GB/T 9704)."""
    plain = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return f"{plain.year}年{plain.month}月{plain.day}日"


def paper_time(moment: datetime) -> str:
    """2026年3月2日10时30分."""
    local = timezone.localtime(moment)
    return f"{paper_date(local)}{local.hour}时{local.minute:02d}分"


@dataclass(frozen=True)
class Missing:
    """A required fact that is not there."""

    key: str
    label: str


@dataclass
class Facts:
    """The facts of one paper, as text and rows of text, and what is missing of them."""

    values: dict[str, Any]
    missing: list[Missing] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not self.missing


def gather(kind: PaperKind, raw: Mapping[str, Any]) -> Facts:
    """Text of every declared fact. What the kind does not declare is left out: a paper shows only what it names."""
    found = Facts({})
    for one in kind.fields:
        value = raw.get(one.key)
        found.values[one.key] = _rows(one, value, found) if one.rows else _text(one, value, found, one.label)
    return found


def _rows(one: Field, value: Any, found: Facts) -> list[dict[str, str]]:
    rows = list(value or [])[:MOST_ROWS]
    if not rows and one.required:
        found.missing.append(Missing(one.key, one.label))
        return [{inner.key: "" for inner in one.rows}]
    told = []
    for at, row in enumerate(rows, 1):
        prefix = f"{one.label}第{at}行的"
        told.append({i.key: _text(i, row.get(i.key), found, f"{prefix}{i.label}", one.key) for i in one.rows})
    return told


def _text(one: Field, value: Any, found: Facts, words: str, key: str = "") -> str:
    text = in_words(value)
    if not text and one.required:
        found.missing.append(Missing(key or one.key, words))
    return text


def in_words(value: Any) -> str:
    """A fact as it is printed. Characters that no document may hold are dropped here, at the last door."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return paper_time(value)
    if isinstance(value, date):
        return paper_date(value)
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return legible(str(value)).strip()


def with_gaps(kind: PaperKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with a marked blank in every required place that is empty."""
    shown: dict[str, Any] = {}
    for one in kind.fields:
        value = values.get(one.key, "")
        if one.rows:
            shown[one.key] = [
                {i.key: _or_gap(i, row.get(i.key, "")) for i in one.rows} for row in value or []
            ]
        else:
            shown[one.key] = _or_gap(one, value)
    return shown


def _or_gap(one: Field, value: str) -> str:
    return Gap(one.label) if one.required and not value else value


def covered(kind: PaperKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as a screen may show them: numbers of people masked (domain.md N6). The paper itself carries them."""
    shown: dict[str, Any] = {}
    for one in kind.fields:
        value = values.get(one.key, "")
        if one.rows:
            shown[one.key] = [{i.key: _cover(i, row.get(i.key, "")) for i in one.rows} for row in value or []]
        else:
            shown[one.key] = _cover(one, value)
    return shown


def _cover(one: Field, value: str) -> str:
    if not value:
        return value
    return _MASKS[one.mask](value) if one.mask else mask_numbers(value)


def covers(kind: PaperKind, values: Mapping[str, Any]) -> dict[str, str]:
    """What a screen must not show of these facts, and what it shows in its place."""
    shown = covered(kind, values)
    found: dict[str, str] = {}
    for one in kind.fields:
        plain, masked = values.get(one.key, ""), shown[one.key]
        if one.rows:
            pairs = [
                (row.get(i.key, ""), there[i.key])
                for row, there in zip(plain, masked, strict=True)
                for i in one.rows
                if i.mask
            ]
        else:
            pairs = [(plain, masked)] if one.mask else []
        found |= {text: cover for text, cover in pairs if text and text != cover}
    return found
