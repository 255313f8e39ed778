"""Finding people and doors (ux.md core:search, trust.md T2): by name, by sound, by address; numbers are looked for by
residents.actions.looking, which counts and keeps every such search.

Never more than fifty, never how many more there are, never part of a number."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from core import identity
from core.privacy import mask_name
from grids.models import Area
from grids.scope import Scope
from residents.addresses import Address, parse_address
from residents.choices import Leaving
from residents.models import Dwelling, Household, Resident
from residents.numbers import home_no, relation_words
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES, STREET_ROLES, in_scope

LONGEST = 60
LEAST_LETTERS = 2
BUILDINGS_LOOKED_AT = 200
_HOME_NO = re.compile(r"H-?(\d{1,18})")
_PERSON_NO = re.compile(r"R-?(\d{1,18})")
_IDENTITY = re.compile(r"\d{17}[\dX]|\d{15}")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
_SOUND = re.compile(r"[A-Z' ]+")
_NAME = re.compile(r"[^\W\d_]+(?:·[^\W\d_]+)*")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Kind(StrEnum):
    """What a text asks for."""

    NOTHING = "nothing"
    SHORT = "short"
    HOME = "home"
    PERSON = "person"
    IDENTITY = "identity"
    PHONE = "phone"
    TAIL = "tail"
    FRAGMENT = "fragment"
    SOUND = "sound"
    WORDS = "words"


# Never in an address bar, a log or a link: these are sent in a form's body only.
NUMBERS = frozenset({Kind.IDENTITY, Kind.PHONE, Kind.TAIL, Kind.FRAGMENT})


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found, covered, as the list shows them. Rows without models: fifty of them cost a tenth so."""

    pk: int
    url: str
    name: str
    born: int | None
    address: str
    home_no: str
    chip: str


@dataclass(frozen=True)
class Found:
    """What a text led to. `note` says why there is nothing, or that there is more."""

    text: str = ""
    kind: Kind = Kind.NOTHING
    people: list[Hit] = field(default_factory=list)
    doors: list[Dwelling] = field(default_factory=list)
    buildings: list[Area] = field(default_factory=list)
    note: str = ""
    asked: bool = True

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.doors or self.buildings)


def tidy(raw: str) -> str:
    """Full-width signs made plain, what cannot be seen left out, ends trimmed, no longer than any address."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw[: 4 * LONGEST]))
    return " ".join(plain.split())[:LONGEST]


def kind_of(text: str) -> Kind:
    """What a tidied text asks for."""
    bare = identity.normalise(text)
    if not bare:
        return Kind.NOTHING
    if _HOME_NO.fullmatch(bare):
        return Kind.HOME
    if _PERSON_NO.fullmatch(bare):
        return Kind.PERSON
    if _IDENTITY.fullmatch(bare):
        return Kind.IDENTITY
    if _PHONE.fullmatch(bare.replace("+86", "")):
        return Kind.PHONE
    if bare.isdecimal():
        if len(bare) == 4:
            return Kind.TAIL
        return Kind.WORDS if len(bare) == 3 or "-" in text else Kind.FRAGMENT
    if len(text) < LEAST_LETTERS:
        return Kind.SHORT
    return Kind.SOUND if _SOUND.fullmatch(text.upper()) else Kind.WORDS


def number_in(text: str) -> int:
    """The number of H-000123 or R-0000123."""
    found = _HOME_NO.fullmatch(identity.normalise(text)) or _PERSON_NO.fullmatch(identity.normalise(text))
    return int(found[1]) if found else 0


def found_for(user: Any, text: str) -> Found:
    """People, doors and buildings of one's own area for words or sounds; nothing for numbers."""
    kind = kind_of(text)
    if kind == Kind.SHORT:
        return Found(text, kind, note="请至少输两个字")
    if kind in (Kind.HOME, Kind.PERSON):
        return by_system_number(user, text, kind)
    if kind == Kind.SOUND:
        return people_found(text, kind, people_sounding_like(user, text))
    if kind == Kind.WORDS:
        return _by_words(user, text)
    return Found(text, kind)


def by_system_number(user: Any, text: str, kind: Kind) -> Found:
    """Whoever has the number on a paper or sheet of ours."""
    people = Resident.objects.visible_to(user).filter(pk=number_in(text))
    if kind == Kind.HOME:
        people = Resident.objects.visible_to(user).filter(household=number_in(text)).order_by("pk")
    return people_found(text, kind, hits(people[: _most()]))


def _by_words(user: Any, text: str) -> Found:
    address = parse_address(text)
    name = text.replace(" ", "")
    people = people_named(user, name) if _NAME.fullmatch(name) else []
    doors = doors_matching(user, address, limit=_most()) if address.names_door else []
    buildings = [] if address.room or address.unit else buildings_matching(user, address)
    found = people_found(text, Kind.WORDS, people)
    more = found.note or (_MORE if len(doors) > _shown() else "")
    return Found(text, Kind.WORDS, found.people, doors[: _shown()], buildings[: _shown()], more)


_MORE = "还有更多，没有都列出来。请多输几个字，或者加上楼号"


def people_found(text: str, kind: Kind, people: list[Hit]) -> Found:
    return Found(text, kind, people[: _shown()], note=_MORE if len(people) > _shown() else "")


def _shown() -> int:
    return int(settings.HOMES_FOUND_MOST)


def _most() -> int:
    """One beyond what is shown tells that there is more, and not how much."""
    return _shown() + 1


_COLUMNS = (
    "pk",
    "household",
    "name",
    "birth_year",
    "relation",
    "leaving",
    "household__ordinal",
    "household__dwelling__unit_no",
    "household__dwelling__room_no",
    "household__dwelling__building__name",
    "household__dwelling__building__parent__name",
)


def hits(people: "QuerySet[Resident]") -> list[Hit]:
    """The people as rows of the list, in one question."""
    return [_hit(*row) for row in people.values_list(*_COLUMNS)]


def _hit(pk: int, home: int, name: str, born: int | None, relation: str, leaving: str, *place: Any) -> Hit:
    ordinal, unit, room, building, estate = place
    door = f"{unit}单元{room}" if unit else room
    nth = f"（第{ordinal}户）" if ordinal > 1 else ""
    chip = Leaving(leaving).label if leaving else relation_words(relation)
    number, url = home_no(home), reverse("homes:detail", args=[home])
    return Hit(pk, url, mask_name(name), born, f"{estate or ''}{building}{door}{nth}", number, chip)


def hits_with_sight(user: Any, people: "QuerySet[Resident]") -> list[tuple[Hit, bool]]:
    """All of them, each with whether the user may see them: one question, and a time that tells neither."""
    rows = people.with_sight(user).values_list("in_sight", *_COLUMNS)  # type: ignore[attr-defined]
    return [(_hit(*row), in_sight) for in_sight, *row in rows]


def people_named(user: Any, text: str) -> list[Hit]:
    """Names holding the text, by resident_name_bigrams."""
    people = Resident.objects.visible_to(user).named_like(text)
    return hits(people.order_by("pinyin", "pk")[: _most()])


def people_sounding_like(user: Any, text: str) -> list[Hit]:
    """By the beginning of the pinyin, then by the initials: two walks of two indexes, each cut at once."""
    letters = re.sub(r"[' ]", "", text).lower()
    if len(letters) < LEAST_LETTERS:
        return []
    people = Resident.objects.visible_to(user)
    found = hits(people.filter(pinyin__startswith=letters).order_by("pinyin", "pk")[: _most()])
    if len(found) < _most():
        rest = people.filter(initials__startswith=letters).order_by("initials", "pk")
        known = {one.pk for one in found}
        found += [one for one in hits(rest[: _most()]) if one.pk not in known]
    return found[: _most()]


def doors_matching(user: Any, address: Address, *, limit: int) -> list[Dwelling]:
    """Registered doors of one's own area at the address. A bare room number is looked for in one's own grids only."""
    scope = in_scope(user)
    if scope is None or not (address.building or address.estate or _only_grids(user)):
        return []
    doors = Dwelling.objects.filter(scope)
    if address.building or address.estate:
        places = _buildings(user, address).values_list("pk", flat=True)[:BUILDINGS_LOOKED_AT]
        doors = doors.filter(building__in=list(places))
    if address.unit:
        doors = doors.filter(unit_no=address.unit)
    if address.room:
        doors = doors.filter(room_no=address.room)
    ordered = doors.order_by("building__parent__code", "building__code", "unit_no", "room_no")
    return list(ordered.select_related("building__parent")[:limit])


def buildings_matching(user: Any, address: Address) -> list[Area]:
    """Buildings of one's own area by their name or their estate's."""
    return list(
        _buildings(user, address).select_related("parent").order_by("parent__code", "code")[: _most()]
    )


def _buildings(user: Any, address: Address) -> "QuerySet[Area]":
    found = named_buildings(address)
    scope = Scope.of(user)
    if scope.street_roles & STREET_ROLES:
        return found
    mine = found.filter(community__in=scope.communities_as(*COMMUNITY_ROLES))
    own = found.filter(grid_links__grid__in=scope.grids_as(*GRID_ROLES), grid_links__valid_to__isnull=True)
    return (mine | own).distinct()


def named_buildings(address: Address) -> "QuerySet[Area]":
    """Buildings of the town at the address. Where places are is no secret; who lives there is asked elsewhere."""
    found = Area.objects.active().buildings()
    if address.estate:
        found = found.filter(parent__name__contains=address.estate)
    return found.filter(name__in=address.building_names()) if address.building else found


def _only_grids(user: Any) -> bool:
    scope = Scope.of(user)
    return not (scope.street_roles & STREET_ROLES or scope.communities_as(*COMMUNITY_ROLES))


def homes_behind(doors: list[Dwelling]) -> dict[int, list[Household]]:
    """Who lives behind the doors now."""
    rows = Household.objects.present().filter(dwelling__in=doors).order_by("ordinal")
    found: dict[int, list[Household]] = {}
    for row in rows:
        found.setdefault(row.dwelling_id, []).append(row)
    return found
