"""The list of cases: filters, the order, and the one query behind a page of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Concat

from core.flow import lights
from core.lookups import pairs_of
from core.papers.numbers import read_number
from disputes.choices import State
from disputes.models import Dispute, SavedView, WhistleUnit
from disputes.querysets import WORDS, DisputeQuerySet
from disputes.whistles.choices import WITH_UNITS
from grids.choices import AreaLevel
from grids.models import Area

LIGHTS: dict[str, str] = {
    **{light: words for light, words in lights.LIGHTS.items() if light != "none"},
    "paused": "‖ 暂停",
    "none": lights.LIGHTS["none"],
}


def light_condition(light: str, now: datetime) -> Q:
    """The colour of the nearest clock; a pause is a colour of its own."""
    paused = Q(state=State.SUSPENDED)
    if light == "paused":
        return paused
    found = lights.light_condition(light, now)
    return found & ~paused if light == "none" else found


# Of very many found cases so many are counted and can be paged through; the rest is reached by asking more narrowly.
MOST = 1000
SORTS: dict[str, str] = {"": "先急后缓", "new": "最新登记", "old": "最早登记", "act": "最近有动作"}


_NEWEST_ACT = F("last_act_at").desc(nulls_last=True)


def ordered(cases: DisputeQuerySet, sort: str, now: datetime) -> DisputeQuerySet:
    orders: dict[str, list[Any]] = {
        "new": [F("registered_at").desc(nulls_last=True), "-pk"],
        "old": [F("registered_at").asc(nulls_first=True), "pk"],
        "act": [_NEWEST_ACT, "-pk"],
    }
    return cases.order_by(*orders[sort]) if sort in orders else lights.by_urgency(cases, now)


_SHOWN = (
    "pk", "no", "title", "cause", "place_detail", "state", "tier", "severity", "alert", "source", "confidentiality",
    "due_at", "yellow_at", "last_act", "last_act_at", "registered_at", "version",
    "community_id", "grid_id", "holder_id", "mediator_id", "created_by_id",
)  # fmt: skip
# The names of what a case points to, as columns of its own.
_NAMES = {
    "place_name": F("place__name"),
    "place_level": F("place__level"),
    "estate_name": F("place__parent__name"),
    "community_name": F("community__name"),
    "grid_name": F("grid__name"),
    "holder_name": F("holder__display_name"),
}


def found_at(
    cases: DisputeQuerySet, sort: str, now: datetime, first: int, end: int, *, of: int, column: str = "pk"
) -> Iterable[Any]:
    """One column of the cases from `first` to `end` in the list's order, of so many in all. One query, or part of another one: a few are picked out
    and put in order; of many, those with a clock, a small part, come by dispute_live_due, and the others, of which the
    newest act counts, by dispute_acted."""
    if sort or of <= MOST:
        rows = cases if of > MOST else _few(cases)
        return ordered(rows, sort, now).values_list(column, flat=True)[first:end]
    # The first of each half hold the first of the whole.
    halves = [
        lights.by_urgency(cases.filter(due_at__isnull=is_quiet), now).values_list(
            column, "rank", "due_at", "last_act_at", "pk"
        )
        for is_quiet in (False, True)
    ]
    halves[1] = halves[1].order_by(_NEWEST_ACT, "-pk")
    both = halves[0][:end].union(halves[1][:end], all=True)
    return [row[0] for row in both.order_by("rank", "due_at", _NEWEST_ACT, "-pk")[first:end]]


def _few(cases: DisputeQuerySet) -> DisputeQuerySet:
    """The cases, if they are no more than MOST: found first and ordered then, never by walking an order that all share."""
    return Dispute.objects.filter(pk__in=cases.order_by().values("pk")[: MOST + 1])


def first_page(cases: DisputeQuerySet, sort: str, now: datetime, size: int) -> tuple[Iterable[int], int]:
    """The first page of what was asked for and how many there are, of very many MOST + 1; usually in one pass."""
    found = list(
        ordered(_few(cases), sort, now)
        .annotate(all_found=Window(Count("pk")))
        .values_list("pk", "all_found")[:size]
    )
    number = found[0][1] if found else 0
    if number > MOST:
        return found_at(cases, sort, now, 0, size, of=number), number
    return [pk for pk, _ in found], number


def shown(page: Any, sort: str, now: datetime) -> Iterable[Any]:
    """What a list shows of the cases of one page (their keys, or a query for them), as named columns, in one query; also
    which department has the matter in its hands.

    The page is chosen first, by narrow rows, and only then joined to places and people: 20,000 joined rows were
    sorted for 25. A case and its places as objects cost more than all the rest of their row."""
    chosen = ordered(Dispute.objects.filter(pk__in=page), sort, now)
    leads = _whistled().filter(is_lead=True, whistle__origin_id=OuterRef("pk")).values("department__name")[:1]
    named = chosen.annotate(**_NAMES, department_name=Subquery(leads))
    return named.values_list(*_SHOWN, *_NAMES, "department_name", named=True)


def _whistled() -> "QuerySet[WhistleUnit]":
    """Units of whistles that came of a case and are not answered yet. By index whistle_of_origin."""
    return WhistleUnit.objects.standing().filter(
        whistle__origin_kind="dispute", whistle__state__in=WITH_UNITS
    )


def at_departments() -> Q:
    """Cases that lie with a department: the fourth place of the tier filter."""
    return Q(pk__in=_whistled().values("whistle__origin_id"))


def matching(cases: DisputeQuerySet, text: str, *, words: bool = True) -> DisputeQuerySet:
    """Number, matter or address. Each word must be found somewhere; an address may be typed as it is shown.

    Without `words` only number and community are searched: who may not read the matter may not find it by guessing.
    A query a word for the places that it names; the cases by dispute_word_pairs, dispute_place_cause, dispute_community_due."""
    number = read_number(text, "雄纠")
    if number:
        return cases.filter(year=number[0], serial=number[1])
    for word in text.split():
        cases = cases.alias(words=WORDS).filter(_said(word, words=words))
    return cases


def _said(word: str, *, words: bool) -> Q:
    """The word is in the case's own words, in its place's name, or begins in the one and ends at the door (3号楼2单元)."""
    found = _in_own_words(word, ("no", "title", "place_detail") if words else ("no",))
    communities, places, doors = _places(word) if words else (_communities(word), [], {})
    if communities:
        found |= Q(community__in=communities)
    if places:
        found |= Q(place__in=places)
    for door, at in doors.items():
        found |= Q(place__in=at, place_detail__istartswith=door) & Q(words__contains=pairs_of(door.upper()))
    return found


def _in_own_words(word: str, columns: Iterable[str]) -> Q:
    said = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in columns))
    pairs = pairs_of(word.upper())
    # The pairs last: where no index serves they are dear to make.
    return said & Q(words__contains=pairs) if pairs else said


def _communities(word: str) -> list[int]:
    return list(Area.objects.filter(name__icontains=word).communities().values_list("pk", flat=True))


def _places(word: str) -> tuple[list[int], list[int], dict[str, list[int]]]:
    """Communities of that name; places whose address holds the word; and those whose address ends with the beginning of
    the word, by the rest of it."""
    heads = reduce(or_, (Q(said__iendswith=word[:at]) for at in _where_doors_begin(word)), Q())
    rows = Area.objects.annotate(said=Concat("parent__name", "name"))
    found = rows.filter(Q(said__icontains=word) | heads).values_list("pk", "level", "name", "said")
    communities, places, doors = [], [], defaultdict(list)
    for pk, level, name, said in found:
        upper, wanted = said.upper(), word.upper()
        if level == AreaLevel.COMMUNITY and wanted in name.upper():
            communities.append(pk)
        if wanted in upper:
            places.append(pk)
            continue
        for at in _where_doors_begin(word):
            if upper.endswith(wanted[:at]):
                doors[word[at:]].append(pk)
    return communities, places, doors


def _where_doors_begin(word: str) -> list[int]:
    """A door begins with a number, which is not torn: 3号楼|2单元|201."""
    return [at for at in range(1, len(word)) if word[at].isdigit() and not word[at - 1].isdigit()]


def saved_views(user: Any) -> list[SavedView]:
    return list(SavedView.objects.filter(user=user).order_by("name"))


@dataclass(frozen=True)
class Neighbours:
    """上一件 and 下一件 in the list one came from."""

    at: int
    of: int
    previous: str
    next: str


def beside(cases: DisputeQuerySet, sort: str, now: datetime, no: str, at: int, of: int) -> Neighbours | None:
    """The numbers before and after the case at its place in the list; None when the list has moved since."""
    first = max(at - 2, 0)
    numbers = list(found_at(cases, sort, now, first, at + 1, of=of, column="no"))
    if no not in numbers:
        return None
    here = numbers.index(no)
    before = numbers[here - 1] if here else ""
    after = numbers[here + 1] if here + 1 < len(numbers) else ""
    return Neighbours(at, of, before or "", after or "")
