"""The street and its people again, and homes in it: a family of four, a let flat, an empty one, a courtyard row."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from core.accounts.models import User
from core.identity import check_digit
from grids.models import Area
from residents.actions import add_dwelling, register_household
from residents.choices import Relation, Tenure
from residents.models import Dwelling, Household, Resident
from residents.persons import Person
from tests.cast import Cast, Town, cast, town

__all__ = ["cast", "town"]

# A Monday at ten, Shanghai; no holiday near.
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PHONE = "0937-0000001"


def numbered(birth: date, serial: int) -> str:
    """An identity number of nobody: the prefix 620299 is given to no county (domain.md N1)."""
    first = f"620299{birth:%Y%m%d}{serial:03}"
    return first + check_digit(first)


FATHER_ID = numbered(date(1968, 5, 12), 11)
MOTHER_ID = numbered(date(1970, 9, 3), 22)


def father(**other: Any) -> Person:
    facts: dict[str, Any] = {
        "name": "王建国",
        "relation": Relation.SELF,
        "id_number": FATHER_ID,
        "phone": PHONE,
        "registered_place": "甘肃省嘉峪关市",
        "moved_in_on": date(2010, 6, 1),
    }
    return Person(**{**facts, **other})


def mother(**other: Any) -> Person:
    facts: dict[str, Any] = {"name": "李秀兰", "relation": Relation.SPOUSE, "id_number": MOTHER_ID}
    return Person(**{**facts, "phone": "0937-0000002", **other})


def child(**other: Any) -> Person:
    facts: dict[str, Any] = {
        "name": "王小满",
        "relation": Relation.SON,
        "birth_year": 2018,
        "guardian_name": "王建国",
        "guardian_agreed_on": date(2026, 1, 5),
    }
    return Person(**{**facts, **other})


def grandmother(**other: Any) -> Person:
    return Person(**{"name": "赵𠮷", "relation": Relation.PARENT, "birth_year": 1941, **other})


@dataclass
class Homes:
    """What is registered when a test begins."""

    town: Town
    cast: Cast
    door: Dwelling
    home: Household
    people: dict[str, Resident] = field(default_factory=dict)

    @property
    def father(self) -> Resident:
        return Resident.objects.get(pk=self.people["father"].pk)

    @property
    def mother(self) -> Resident:
        return Resident.objects.get(pk=self.people["mother"].pk)

    @property
    def child(self) -> Resident:
        return Resident.objects.get(pk=self.people["child"].pk)

    def family(self) -> Household:
        return Household.objects.get(pk=self.home.pk)

    def add_door(self, room: str, *, building: Area | None = None, unit: str = "2", **facts: Any) -> Dwelling:
        """A door entered by somebody who may enter it."""
        place = building or self.town.building
        mine = place.community_id == self.town.tiebei.area.pk
        actor = self.cast.clerk if mine else self.cast.outsider
        return add_dwelling(place, unit_no=unit, room_no=room, facts=facts, actor=actor, now=NOW)

    def add_home(self, door: Dwelling, *people: Person, now: datetime = NOW, **more: Any) -> Household:
        mine = door.community_id == self.town.tiebei.area.pk
        actor: User = more.pop("actor", self.cast.clerk if mine else self.cast.outsider)
        return register_household(door, people=people, actor=actor, now=now, **more)


@pytest.fixture
def at_now(db: None) -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def homes(at_now: Any, town: Town, cast: Cast) -> Homes:
    door = add_dwelling(town.building, unit_no="2", room_no="201", actor=cast.worker, now=NOW)
    home = register_household(
        door, people=[father(), mother(), child()], actor=cast.worker, tenure=Tenure.OWNED, now=NOW
    )
    rows = {row.relation: row for row in home.residents.all()}
    people = {
        "father": rows[Relation.SELF],
        "mother": rows[Relation.SPOUSE],
        "child": rows[Relation.SON],
    }
    return Homes(town, cast, door, home, people)


As = Callable[[User], Client]


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def day(text: str) -> date:
    return date.fromisoformat(text)


def noon(text: str) -> datetime:
    """Twelve o'clock here on a day."""
    on = date.fromisoformat(text)
    return datetime(on.year, on.month, on.day, 4, tzinfo=UTC)


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def send(client: Client, url: str, said: dict[str, Any], **headers: Any) -> HttpResponse:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **said}, **headers)
