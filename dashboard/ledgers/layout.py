"""What a definition says, and what may be wrong with it. Kept as JSON in the table and in the file between streets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from core.text import clean_text
from dashboard.ledgers.sources import base
from dashboard.ledgers.sources.base import NUMBER_KINDS, Source

# What a column may show that is no field of the source.
COUNTER, FIXED = ":number", ":text"
SPECIAL = {COUNTER: "序号", FIXED: "固定文字"}
MOST_COLUMNS, MOST_LINES = 20, 3
LONGEST_TITLE, LONGEST_UNIT, LONGEST_HEADING, LONGEST_TEXT = 60, 40, 30, 80
# What stands in heading lines and fixed texts for what only the download knows.
TOKENS = ("【单位】", "【期间】", "【日期】", "【填表人】")


class Span(models.TextChoices):
    """How long the period of one sheet is; the reader picks which."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季"
    YEAR = "year", "每年"
    ANY = "any", "不分期"


class DateLook(models.TextChoices):
    DASH = "dash", "2026-03-02"
    DOT = "dot", "2026.3.2"
    WORDS = "words", "2026年3月2日"


class Width(models.TextChoices):
    NARROW = "narrow", "窄"
    USUAL = "usual", "中"
    WIDE = "wide", "宽"


WIDTHS = {Width.NARROW: 9, Width.USUAL: 15, Width.WIDE: 30}


@dataclass(frozen=True)
class Column:
    """One column: its heading, and a field of the source, a counter or a fixed text."""

    heading: str
    shows: str
    text: str = ""
    width: str = Width.USUAL


@dataclass(frozen=True)
class Layout:
    """A whole definition. `states` and `kinds` keep to some rows (empty: all), `date` is the field the period goes by."""

    title: str
    source: str
    sent_to: str = ""
    lines: tuple[str, ...] = ()
    foot: str = ""
    span: str = Span.MONTH
    date: str = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    columns: tuple[Column, ...] = field(default_factory=tuple)
    dates: str = DateLook.DASH
    sort: str = ""
    newest_first: bool = False
    sums: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain lists and texts."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


def of_json(told: Mapping[str, Any]) -> Layout:
    """The definition that was kept. What it names may be gone: `gone` says so."""
    columns = tuple(Column(**one) for one in told["columns"])
    lists = {name: tuple(told[name]) for name in ("lines", "states", "kinds")}
    return Layout(**{**told, **lists, "columns": columns})


def first_layout(source: Source, *, title: str, sent_to: str) -> Layout:
    """What a new definition begins with: a counter and the source's usual columns."""
    usual = [one for one in source.fields if one.is_usual]
    columns = (Column("序号", COUNTER, width=Width.NARROW), *(Column(one.label, one.key) for one in usual))
    return Layout(
        title=title,
        source=source.key,
        sent_to=sent_to,
        lines=("填报单位：【单位】　　期间：【期间】　　填报日期：【日期】",),
        foot="填表人：【填表人】　　　　审核人：",
        date=source.dates[0],
        columns=columns,
        sort=source.dates[0],
    )


def gone(layout: Layout) -> list[str]:
    """What the definition names and the house no longer has, a sentence each."""
    source = base.find(layout.source)
    if source is None:
        return [f"「{layout.title}」取数的内容（{layout.source}）系统里没有了"]
    known = {one.key for one in source.fields} | set(SPECIAL)
    found = [
        f"「{one.heading}」这一列对应的内容（{one.shows}）系统里没有了"
        for one in layout.columns
        if one.shows not in known
    ]
    if layout.date not in source.dates:
        found.append(f"按什么日期分期（{layout.date}）系统里没有了")
    if layout.sort and layout.sort not in source.sortable:
        found.append(f"按什么排序（{layout.sort}）系统里没有了")
    return found + [f"{words}（{value}）系统里没有了" for words, value in _lost_choices(layout, source)]


def _lost_choices(layout: Layout, source: Source) -> list[tuple[str, str]]:
    states, kinds = dict(source.states), dict(source.kinds)
    return [("只要这些状态", one) for one in layout.states if one not in states] + [
        ("只要这些类别", one) for one in layout.kinds if one not in kinds
    ]


def blocking(layout: Layout) -> list[str]:
    """Of what is gone, what would change which rows there are: with it nothing is downloaded. A lost column stays empty."""
    columns = {f"「{one.heading}」" for one in layout.columns}
    return [one for one in gone(layout) if not any(one.startswith(name) for name in columns)]


def has_sums(layout: Layout) -> bool:
    """Whether a column is summed at all."""
    source = base.find(layout.source)
    kinds = {one.key: one.kind for one in source.fields} if source else {}
    return layout.sums and any(kinds.get(one.shows) in NUMBER_KINDS for one in layout.columns)


# --- a definition that comes from a file ---------------------------------------------------------
class BadLayout(ValueError):
    """`problems` are sentences for whoever brought the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


def checked(told: Any) -> Layout:
    """The definition of a file, every part of it looked at. Raises BadLayout with all that is wrong."""
    if not isinstance(told, dict):
        raise BadLayout(["文件里不是一张表样"])
    problems: list[str] = []
    unknown = sorted(set(told) - set(Layout.__dataclass_fields__))
    problems += [f"不认识「{str(one)[:20]}」这一项" for one in unknown]
    source = base.find(str(told.get("source", "")))
    if source is None:
        problems.append("「source」写的取数内容，这里没有")
    title = _text(told, "title", LONGEST_TITLE, problems, required=True)
    layout = Layout(
        title=title,
        source=source.key if source else "",
        sent_to=_text(told, "sent_to", LONGEST_UNIT, problems),
        lines=_texts(told, problems),
        foot=_text(told, "foot", LONGEST_TEXT, problems),
        span=_choice(told, "span", Span.values, problems),
        date=_plain(told, "date", problems),
        states=_words(told, "states", problems),
        kinds=_words(told, "kinds", problems),
        columns=_columns(told.get("columns"), problems),
        dates=_choice(told, "dates", DateLook.values, problems),
        sort=_plain(told, "sort", problems),
        newest_first=_yes_no(told, "newest_first", problems),
        sums=_yes_no(told, "sums", problems),
    )
    problems += gone(layout) if source else []
    if problems:
        raise BadLayout(problems)
    return layout


def _clean(value: Any, words: str, longest: int, problems: list[str]) -> str:
    if not isinstance(value, str):
        problems.append(f"「{words}」要写文字")
        return ""
    try:
        return clean_text(value, max_length=longest)
    except ValidationError as error:
        problems.append(f"「{words}」：{error.messages[0]}")
        return ""


def _text(
    told: Mapping[str, Any], name: str, longest: int, problems: list[str], *, required: bool = False
) -> str:
    found = _clean(told.get(name, ""), name, longest, problems)
    if required and not found:
        problems.append(f"「{name}」没有写")
    return found


def _texts(told: Mapping[str, Any], problems: list[str]) -> tuple[str, ...]:
    given = told.get("lines", [])
    if not isinstance(given, list) or len(given) > MOST_LINES:
        problems.append(f"「lines」最多{MOST_LINES}行")
        return ()
    return tuple(_clean(one, "lines", LONGEST_TEXT, problems) for one in given)


def _words(told: Mapping[str, Any], name: str, problems: list[str]) -> tuple[str, ...]:
    given = told.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, str) and len(one) <= 40 for one in given):
        problems.append(f"「{name}」要写成一列文字")
        return ()
    return tuple(given)


def _plain(told: Mapping[str, Any], name: str, problems: list[str]) -> str:
    return _clean(told.get(name, ""), name, 40, problems)


def _choice(told: Mapping[str, Any], name: str, known: list[str], problems: list[str]) -> str:
    value = told.get(name, known[0])
    if value not in known:
        problems.append(f"「{name}」只能是 {'、'.join(known)}")
        return known[0]
    return str(value)


def _yes_no(told: Mapping[str, Any], name: str, problems: list[str]) -> bool:
    value = told.get(name, False)
    if not isinstance(value, bool):
        problems.append(f"「{name}」只能是 true 或 false")
    return value is True


def _columns(given: Any, problems: list[str]) -> tuple[Column, ...]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_COLUMNS:
        problems.append(f"「columns」要有1到{MOST_COLUMNS}列")
        return ()
    return tuple(_column(number, one, problems) for number, one in enumerate(given, start=1))


def _column(number: int, told: Any, problems: list[str]) -> Column:
    name = f"第{number}列"
    if not isinstance(told, dict):
        problems.append(f"{name}写得不对")
        return Column("", "")
    unknown = sorted(set(told) - set(Column.__dataclass_fields__))
    problems += [f"{name}：不认识「{str(one)[:20]}」这一项" for one in unknown]
    heading = _clean(told.get("heading", ""), f"{name}的列名", LONGEST_HEADING, problems)
    if not heading:
        problems.append(f"{name}没有列名")
    shows = _clean(told.get("shows", ""), f"{name}的内容", 40, problems)
    text = _clean(told.get("text", ""), f"{name}的固定文字", LONGEST_TEXT, problems)
    width = told.get("width", Width.USUAL)
    if width not in Width.values:
        problems.append(f"{name}的宽度只能是 {'、'.join(Width.values)}")
        width = Width.USUAL
    return Column(heading, shows, text, str(width))


# --- what a change changed ------------------------------------------------------------------------
_WORDS = {
    "title": "表名", "sent_to": "报给谁", "lines": "表头说明", "foot": "表尾", "span": "多久报一次", "date": "分期的日期",
    "states": "状态", "kinds": "类别", "dates": "日期写法", "sort": "排序", "newest_first": "排序", "sums": "合计行",
}  # fmt: skip


def differences(before: Layout, after: Layout) -> str:
    """A line for the history: which parts changed, and columns by their headings."""
    parts = list(
        dict.fromkeys(
            words for name, words in _WORDS.items() if getattr(before, name) != getattr(after, name)
        )
    )
    old, new = {one.heading for one in before.columns}, {one.heading for one in after.columns}
    told = [f"改了{'、'.join(parts)}"] if parts else []
    told += [f"加了列「{'」「'.join(sorted(new - old))}」"] if new - old else []
    told += [f"去掉列「{'」「'.join(sorted(old - new))}」"] if old - new else []
    if before.columns != after.columns and old == new:
        told.append("调整了列")
    return "；".join(told)[:500]
