"""The people of the demo town: the source's numbers, right check digits, nobody real, something of everything."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db.models import Count
from django.utils import timezone

from core import identity
from dashboard.demo.figures import HOUSEHOLDS, PEOPLE, communities
from dashboard.demo.homes import HOMES_A_GRID, Peopled, _shares, fill_homes
from dashboard.demo.people import Registrar
from dashboard.demo.places import Places, build_places
from residents.models import Dwelling, Household, Rental, Resident
from residents.placing import follow_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db: None) -> Places:
    now = timezone.localtime()
    return build_places(Random(1), since=(now - timedelta(days=700)).date(), now=now)


@pytest.fixture
def small(places: Places) -> Peopled:
    return fill_homes(places, Random("homes"), scale="small", now=timezone.localtime())


def test_the_figures_are_those_of_the_source_and_part_exactly() -> None:
    """domain.md O1, O3."""
    figures = communities()
    assert sum(one.people for one in figures) == PEOPLE == 184_400
    assert sum(one.households for one in figures) == HOUSEHOLDS == 76_792
    assert Counter(one.people for one in figures) == {10_847: 16, 10_848: 1}


def test_a_community_at_full_size_has_its_households_in_its_buildings_and_its_people(places: Places) -> None:
    area, figures = places.communities[0], communities()[0]
    plan = [(grid, _shares(places.buildings[grid.pk], 1)) for grid in places.grids[area.pk]]
    batch = Registrar(Random("one"), timezone.localdate()).community(area, plan, figures.people)
    assert len(batch.homes) == figures.households == 4_518
    assert sum(not one.leaving for one in batch.people) == figures.people == 10_848
    here = Counter(home.building_id for home in batch.homes)
    assert all(here[house.pk] == house.household_count for _, houses in plan for house, _ in houses)
    numbers = [one.id_number for one in batch.people if one.id_number]
    assert len(numbers) == len(set(numbers)) > 8_000
    assert len({one.phone for one in batch.people if one.phone}) > 6_000


def test_small_is_a_dozen_homes_a_grid(small: Peopled) -> None:
    assert (small.homes, Household.objects.count()) == (185 * HOMES_A_GRID, 2_220)
    assert 5_000 < Resident.objects.present().count() < 5_600
    by_grid = Counter(Household.objects.values_list("grid", flat=True))
    assert set(by_grid.values()) == {HOMES_A_GRID}
    assert not Resident.objects.filter(is_demo=False).exists()
    assert follow_places() == 0, "everybody carries the grid and community of their building"


def test_numbers_are_right_and_of_nobody_and_phones_cannot_be_dialled(small: Peopled) -> None:
    for row in Resident.objects.filter(id_sealed__isnull=False)[:400]:
        number = row.open_sealed("id_number")
        assert number.startswith("620299") and identity.trouble(number) == ""
        assert identity.birth_date(number) == row.birth_date and identity.is_male(number) == (row.sex == "1")
    phones = [row.open_sealed("phone") for row in Resident.objects.filter(phone_sealed__isnull=False)]
    assert len(phones) == len(set(phones)) and all(one.startswith("0937-0") for one in phones)


def test_there_is_something_of_everything(small: Peopled) -> None:
    today = timezone.localdate()
    assert Household.objects.to_confirm(today).count() > 100
    assert Household.objects.present().filter(confirm_due_on__gt=today).count() > 1_000
    assert Dwelling.objects.filter(use="let").exists() and Dwelling.objects.filter(use="vacant").exists()
    assert Rental.objects.filter(courtyard__isnull=False).count() > 150
    assert Rental.objects.filter(dwelling__isnull=False).exists()
    assert Resident.objects.filter(moved_out_on__isnull=False).exists()
    shared = Household.objects.values("dwelling").annotate(n=Count("pk")).filter(n__gt=1)
    assert shared.exists()


def test_children_hold_what_they_may_and_no_more(small: Peopled) -> None:
    """B11."""
    children = [row for row in Resident.objects.present().select_related("guardian") if row.is_child]
    assert len(children) > 300
    for row in children:
        assert row.guardian is not None and row.guardian_agreed_on is not None and not row.guardian.is_child
        assert not (row.id_sealed or row.phone_sealed or row.birth_date or row.registered_place)
        assert row.sex == "0"


def test_every_household_has_a_head_and_the_right_number_of_members(small: Peopled) -> None:
    counted = dict(Resident.objects.present().values_list("household").annotate(n=Count("pk")))
    for home in Household.objects.select_related("head"):
        assert home.head is not None and home.head.relation == "0" and home.head.household_id == home.pk
        assert counted[home.pk] == home.members
