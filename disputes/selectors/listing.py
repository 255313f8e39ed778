"""The list of cases: filters, the order, and the one query behind a page of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
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
from core.papers.numbers import read_number
from disputes.choices import State
from disputes.models import Dispute, SavedView, WhistleUnit
from disputes.querysets import DisputeQuerySet
from disputes.whistles.choices import WITH_UNITS
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


SORTS: dict[str, str] = {"": "先急后缓", "new": "最新登记", "old": "最早登记", "act": "最近有动作"}


def ordered(cases: DisputeQuerySet, sort: str, now: datetime) -> DisputeQuerySet:
    orders: dict[str, list[Any]] = {
        "new": [F("registered_at").desc(nulls_last=True), "-pk"],
        "old": ["registered_at", "pk"],
        "act": [F("last_act_at").desc(nulls_last=True), "-pk"],
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


def first_page(cases: DisputeQuerySet, size: int) -> tuple[list[int], int]:
    """The first page of ordered cases and how many there are in all, found in one pass instead of two."""
    found = list(cases.annotate(all_found=Window(Count("pk"))).values_list("pk", "all_found")[:size])
    return [pk for pk, _ in found], found[0][1] if found else 0


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

    Without `words` only number and community are searched: who may not read the matter may not find it by guessing."""
    number = read_number(text, "雄纠")
    if number:
        return cases.filter(year=number[0], serial=number[1])
    for word in text.split():
        named = Area.objects.filter(name__icontains=word)
        found = Q(community__in=named.communities().values("pk"))
        if word.isdigit() or "-" in word:
            found |= Q(no__icontains=word)
        cases = _at_address(cases, word, found) if words else cases.filter(found)
    return cases


def _at_address(cases: DisputeQuerySet, word: str, found: Q) -> DisputeQuerySet:
    """Also by the matter and the address. Places are asked once and not for each of their cases; only a door that is
    part of what was typed (3号楼2单元) needs the whole address put together."""
    said = Concat("parent__name", "name")
    places = Area.objects.alias(said=said).filter(said__icontains=word).values("pk")
    own = Area.objects.filter(pk=OuterRef("place")).annotate(said=said).values("said")
    cases = cases.alias(address_said=Concat(Subquery(own), "place_detail", output_field=CharField()))
    behind_a_door = ~Q(place_detail="") & Q(address_said__icontains=word)
    return cases.filter(found | Q(place__in=places) | Q(title__icontains=word) | behind_a_door)


def saved_views(user: Any) -> list[SavedView]:
    return list(SavedView.objects.filter(user=user).order_by("name"))


@dataclass(frozen=True)
class Neighbours:
    """上一件 and 下一件 in the list one came from."""

    at: int
    of: int
    previous: str
    next: str


def beside(cases: DisputeQuerySet, no: str, at: int, of: int) -> Neighbours | None:
    """The numbers before and after the case at its place in the list; None when the list has moved since."""
    first = max(at - 2, 0)
    numbers = list(cases.values_list("no", flat=True)[first : at + 1])
    if no not in numbers:
        return None
    here = numbers.index(no)
    before = numbers[here - 1] if here else ""
    after = numbers[here + 1] if here + 1 < len(numbers) else ""
    return Neighbours(at, of, before or "", after or "")
