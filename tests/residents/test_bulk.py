"""Rows written by COPY are the rows that the actions write: sealed to their own number, found by name, sound and mark."""

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.crypto.seal import SealBroken, unseal
from core.crypto.sealed import next_numbers
from residents import bulk
from residents.bulk import NewDwelling, NewHousehold, NewRental, NewResident
from residents.models import Dwelling, Household, Rental, Resident
from residents.placing import follow_places
from tests.cast import Cast, Town
from tests.residents.conftest import FATHER_ID, PHONE
from tests.residents.many import make_people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def written(town: Town, cast: Cast) -> Household:
    place = (town.tiebei.area.pk, town.tiebei.grids[0].pk)
    door = NewDwelling(town.building.pk, *place, "201", "2", 2, "let", None, "钱\t多\\多", "0937-0000055")
    home = NewHousehold(door, town.building.pk, *place, members=2)
    head = NewResident(
        home, *place, "阿依古丽·买买提", "0", "2", date(1968, 5, 12), 1968, "111", FATHER_ID, PHONE,
        registered_place="甘肃省\n酒泉市", moved_in_on=date(2001, 2, 3), confirmed_on=date(2026, 1, 1),
    )  # fmt: skip
    small = NewResident(
        home, *place, "赵𠮷", "2", birth_year=2018, guardian=head, guardian_agreed_on=date(2026, 1, 5)
    )
    home.head = head
    let = NewRental(*place, "钱多多", door, None, "0937-0000056", 3, "", None, date(2026, 6, 1))
    for model, rows in ((Dwelling, [door]), (Household, [home]), (Resident, [head, small]), (Rental, [let])):
        bulk.number(model, rows)
    bulk.copy_dwellings([door], now=NOW)
    bulk.copy_households([home], now=NOW)
    bulk.copy_residents([head, small], now=NOW)
    bulk.copy_rentals([let], now=NOW)
    return Household.objects.get()


def test_every_value_arrives_as_it_was_said(written: Household) -> None:
    head, small = written.residents.order_by("pk")
    assert (head.name, head.pinyin, head.initials) == ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt")
    assert (head.open_sealed("id_number"), head.open_sealed("phone")) == (FATHER_ID, PHONE)
    assert (head.registered_place, head.moved_in_on, head.source) == (
        "甘肃省\n酒泉市",
        date(2001, 2, 3),
        "import",
    )
    assert written.head == head and small.guardian == head and small.birth_date is None
    door = written.dwelling
    assert (door.owner_name, door.open_sealed("owner_phone")) == ("钱\t多\\多", "0937-0000055")
    assert door.rental.open_sealed("landlord_phone") == "0937-0000056"


def test_they_are_found_like_any_other(written: Household, cast: Cast) -> None:
    people = Resident.objects.visible_to(cast.worker)
    assert people.with_identity(FATHER_ID.lower()).count() == 1
    assert people.with_phone_tail("0001").count() == people.with_phone(PHONE).count() == 1
    assert people.named_like("丽·").count() == people.named_like("赵𠮷").count() == 1
    assert follow_places() == 0


def test_a_seal_is_bound_to_its_row(written: Household) -> None:
    head, small = written.residents.order_by("pk")
    with pytest.raises(SealBroken):
        unseal(bytes(head.id_sealed), f"residents_resident:{small.pk}:id_sealed")
    head.full_clean(exclude=["id_sealed", "id_index", "phone_sealed", "phone_index", "phone_tail_index"])


def test_the_sequence_goes_on_behind_them(written: Household) -> None:
    last = Resident.objects.order_by("-pk").values_list("pk", flat=True)[0]
    (number,) = next_numbers(Resident)
    assert number > last


def test_nothing_written_is_no_question(town: Town) -> None:
    with CaptureQueriesContext(connection) as asked:
        bulk.number(Resident, [])
        bulk.copy_residents([], now=NOW)
    assert len(asked) == 0


def test_two_thousand_people_are_written_in_six_questions_and_little_time(town: Town) -> None:
    """Measured at 60 to 80 µs of processor a person; the bound leaves room for a busy machine."""
    started = time.process_time()
    with CaptureQueriesContext(connection) as asked:
        make_people(town, 2_000)
    spent = time.process_time() - started
    assert Resident.objects.count() == 2_000
    writes: list[Any] = [one for one in asked if "nextval" in one["sql"] or "COPY" in one["sql"].upper()]
    assert len(asked) <= 6 and len(writes) <= 6
    assert spent / 2_000 < 0.000_4
