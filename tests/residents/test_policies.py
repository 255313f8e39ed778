"""Every role of the cast against every verb of the register (trust.md 3.3), by the policy and at the door."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from residents import policies
from residents.actions import ask_merge, register_rental
from residents.choices import Relation
from residents.models import Dwelling, Household, Rental, Resident
from tests.residents.conftest import NOW, As, Homes, grandmother

pytestmark = pytest.mark.django_db

GRID = {"worker", "leader"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
STREET = {"intake", "manager"}
EVERYBODY = GRID | COMMUNITY | STREET
# Who, for a home in the first grid of 铁北. Everybody of the cast who is not named is refused.
MATRIX: dict[str, tuple[Callable[[Any, Homes], bool], set[str]]] = {
    "register": (lambda u, h: policies.may_register(u, h.home).allowed, EVERYBODY),
    "add a door": (lambda u, h: policies.may_register_at(u, h.town.building).allowed, EVERYBODY),
    "reveal name": (lambda u, h: policies.may_reveal(u, h.father, "name").allowed, EVERYBODY),
    "reveal phone": (lambda u, h: policies.may_reveal(u, h.father, "phone").allowed, EVERYBODY),
    "reveal id": (lambda u, h: policies.may_reveal(u, h.father, "id_number").allowed, COMMUNITY | STREET),
    "search id": (
        lambda u, h: policies.may_search_identity(u),
        COMMUNITY | STREET | {"outsider", "other_secretary"},
    ),
    "search phone": (
        lambda u, h: policies.may_search_phone(u),
        EVERYBODY | {"outsider", "other_secretary", "other_worker"},
    ),
    "join": (lambda u, h: policies.may_join(u, h.father, h.mother).allowed, {"secretary"} | STREET),
    "split building": (
        lambda u, h: policies.may_split_building(u, h.town.building).allowed,
        {"secretary", "manager"},
    ),
    "keep": (lambda u, h: policies.may_keep(u, h.father).allowed, COMMUNITY | STREET),
    "statement": (lambda u, h: policies.may_print_statement(u, h.father).allowed, COMMUNITY | {"manager"}),
    "answer by number": (lambda u, h: policies.answers_for_privacy(u), {"privacy_officer"}),
}


@pytest.mark.parametrize("verb", MATRIX)
def test_who_may(homes: Homes, verb: str) -> None:
    ask, allowed = MATRIX[verb]
    assert {key for key, user in homes.cast.all.items() if ask(user, homes)} == allowed


def test_who_sees_rows(homes: Homes) -> None:
    for rows in (Household.objects, Resident.objects, Dwelling.objects):
        seen = {key for key, user in homes.cast.all.items() if rows.visible_to(user).exists()}
        assert seen == EVERYBODY


def test_an_ended_post_shuts_the_register_the_next_day(homes: Homes, at_now: Any) -> None:
    posting = homes.cast.worker.postings.get()
    posting.valid_to = date(2026, 3, 2)
    posting.save()
    fresh = type(homes.cast.worker).objects.get(pk=homes.cast.worker.pk)
    assert Household.objects.visible_to(fresh).exists()
    at_now.shift(86_400)
    fresh = type(homes.cast.worker).objects.get(pk=homes.cast.worker.pk)
    assert not Household.objects.visible_to(fresh).exists()


def doors_of(homes: Homes) -> list[tuple[str, set[str]]]:
    """Every address that writes, and who may open it."""
    rental = Rental.objects.get()
    merge = homes.father.merges_kept.get()
    home, door, person = homes.home, homes.door, homes.father
    return [
        *((home.act_url(act), EVERYBODY) for act in ("change", "add", "move", "service", "service_end")),
        *((door.act_url(act), EVERYBODY) for act in ("change", "register", "let")),
        *((person.act_url(act), EVERYBODY) for act in ("change", "bring_back")),
        (person.act_url("keep"), COMMUNITY | STREET),
        (person.act_url("merge"), {"secretary"} | STREET),
        *((rental.act_url(act), EVERYBODY) for act in ("change", "check", "end")),
        (merge.act_url("decide"), {"secretary"} | STREET),
        (merge.act_url("undo"), {"secretary"} | STREET),
        (f"/homes/buildings/{homes.town.building.pk}/do/add/", EVERYBODY),
        (f"/homes/buildings/{homes.town.building.pk}/do/units/", {"secretary", "manager"}),
    ]


@pytest.fixture
def full(homes: Homes) -> Homes:
    """With letting and a proposal to join, so that every address leads somewhere."""
    register_rental(homes.door, facts={"landlord_name": "钱多多"}, actor=homes.cast.worker, now=NOW)
    twin = homes.add_home(homes.add_door("501"), grandmother(name="王建国", relation=Relation.SELF)).head
    ask_merge(homes.father, gone=twin, reason="同一个人", actor=homes.cast.manager, now=NOW)
    return homes


def test_every_form_opens_for_whom_it_is_and_for_nobody_else(full: Homes, as_: As) -> None:
    for key, user in full.cast.all.items():
        client = as_(user)
        for url, allowed in doors_of(full):
            status = client.get(url).status_code
            if key in allowed:
                assert status == 200, (key, url, status)
            else:
                assert status in (403, 404), (key, url, status)


def test_a_form_sent_by_the_wrong_hand_changes_nothing(full: Homes, as_: As) -> None:
    before = {
        model: list(model.objects.order_by("pk").values_list("pk", "version"))
        for model in (Household, Dwelling, Resident, Rental)
    }
    for key in set(full.cast.all) - EVERYBODY:
        client = as_(full.cast.all[key])
        for url, _ in doors_of(full):
            said = {"version": "1", "idempotency_key": str(uuid.uuid4())}
            assert client.post(url, said).status_code in (403, 404), (key, url)
    assert before == {
        model: list(model.objects.order_by("pk").values_list("pk", "version")) for model in before
    }
