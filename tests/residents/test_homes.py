"""Households confirmed and changed, services, doors, units given to another grid."""

from datetime import date, timedelta

import pytest

from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from residents.actions import (
    add_service,
    change_dwelling,
    change_household,
    confirm_household,
    end_service,
    give_units_to_grid,
    take_back_confirmation,
)
from residents.choices import DwellingUse, Relation, Service, Tenure
from residents.models import Dwelling, Household, Resident
from tests.residents.conftest import NOW, TODAY, Homes, child, grandmother, noon

pytestmark = pytest.mark.django_db


def test_a_confirmed_household_is_due_again_after_180_days(homes: Homes) -> None:
    later = noon("2026-09-01")
    assert Household.objects.visible_to(homes.cast.worker).to_confirm(date(2026, 9, 1)).count() == 1
    confirm_household(homes.home, actor=homes.cast.worker, version=1, now=later)
    home = homes.family()
    assert (home.confirmed_on, home.confirm_due_on) == (date(2026, 9, 1), date(2027, 2, 28))
    assert homes.father.confirmed_on == date(2026, 9, 1)
    assert not Household.objects.to_confirm(date(2026, 9, 1)).exists()


def test_a_slip_of_the_finger_is_taken_back_within_the_hour(homes: Homes) -> None:
    later = noon("2026-09-01")
    confirm_household(homes.home, actor=homes.cast.worker, now=later)
    take_back_confirmation(homes.home, actor=homes.cast.worker, now=later + timedelta(minutes=5))
    home = homes.family()
    assert (home.confirmed_on, home.confirm_due_on) == (TODAY, date(2026, 8, 29))
    assert homes.father.confirmed_on == TODAY


def test_nobody_takes_back_what_another_did_or_what_is_an_hour_old(homes: Homes) -> None:
    later = noon("2026-09-01")
    confirm_household(homes.home, actor=homes.cast.worker, now=later)
    with pytest.raises(RuleBroken):
        take_back_confirmation(homes.home, actor=homes.cast.clerk, now=later)
    with pytest.raises(RuleBroken):
        take_back_confirmation(homes.home, actor=homes.cast.worker, now=later + timedelta(hours=2))
    add_service(homes.home, service=Service.MEALS, agreed_on=TODAY, actor=homes.cast.worker, now=later)
    with pytest.raises(RuleBroken):
        take_back_confirmation(homes.home, actor=homes.cast.worker, now=later)


def test_two_who_confirm_at_once_do_it_once(homes: Homes) -> None:
    confirm_household(homes.home, actor=homes.cast.worker, version=1, now=NOW)
    with pytest.raises(Conflict):
        confirm_household(homes.home, actor=homes.cast.leader, version=1, now=NOW)


def test_another_head_changes_both_relations(homes: Homes) -> None:
    change_household(
        homes.home, tenure=Tenure.BORROWED, head=homes.mother, actor=homes.cast.clerk, version=1, now=NOW
    )
    assert homes.family().head == homes.mother and homes.family().tenure == Tenure.BORROWED
    assert (homes.mother.relation, homes.father.relation) == (Relation.SELF, Relation.OTHER)


def test_a_child_or_a_stranger_is_no_head(homes: Homes) -> None:
    other = homes.add_home(homes.add_door("202"), grandmother(relation=Relation.SELF), child(name="王小草"))
    for head in (homes.child, other.head):
        with pytest.raises(RuleBroken) as refused:
            change_household(homes.home, tenure=Tenure.OWNED, head=head, actor=homes.cast.clerk, now=NOW)
        assert refused.value.field == "head"


def test_a_service_begins_with_consent_and_ends_without_a_reason(homes: Homes) -> None:
    row = add_service(
        homes.home, service=Service.LIVING_ALONE, agreed_on=date(2026, 2, 1), actor=homes.cast.worker, now=NOW
    )
    with pytest.raises(RuleBroken):
        add_service(
            homes.home, service=Service.LIVING_ALONE, agreed_on=TODAY, actor=homes.cast.worker, now=NOW
        )
    end_service(homes.home, service=row, actor=homes.cast.worker, now=NOW)
    assert row.ended_on == TODAY
    with pytest.raises(RuleBroken):
        end_service(homes.home, service=row, actor=homes.cast.worker, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        add_service(
            homes.home, service=Service.MEALS, agreed_on=date(2026, 3, 3), actor=homes.cast.worker, now=NOW
        )
    assert refused.value.field == "agreed_on"


def test_use_and_owner_of_a_door_change_and_the_owner_is_in_no_diff(homes: Homes) -> None:
    facts = {"use": DwellingUse.LET, "owner_name": "钱多多", "owner_phone": "0937-0000055"}
    change_dwelling(homes.door, changes=facts, actor=homes.cast.worker, version=1, now=NOW)
    door = Dwelling.objects.get(pk=homes.door.pk)
    assert door.masked_owner_phone == "093****0055" and door.use == DwellingUse.LET
    event = Event.objects.get(subject_kind="dwelling", subject_id=door.pk, act="change")
    assert event.changes == {"use": ["own", "let"], "owner_name": [], "owner_phone": []}


def test_an_empty_flat_that_somebody_moves_into_is_empty_no_more(homes: Homes) -> None:
    door = homes.add_door("401", use=DwellingUse.VACANT)
    homes.add_home(door, grandmother(relation=Relation.SELF), tenure=Tenure.RENTED)
    assert Dwelling.objects.get(pk=door.pk).use == DwellingUse.LET


@pytest.mark.parametrize(
    ("room", "floor"), [("201", 2), ("1203", 12), ("5", None), ("东2", None), ("0301", 3)]
)
def test_the_floor_stands_in_the_number(homes: Homes, room: str, floor: int | None) -> None:
    assert homes.add_door(room, unit="3").floor == floor


def units(homes: Homes, **other: object) -> int:
    facts = {
        "units": ["2"],
        "grid": homes.town.tiebei.grids[1],
        "approval_no": "雄街〔2026〕7号",
        "actor": homes.cast.secretary,
        "now": NOW,
    }
    return give_units_to_grid(homes.town.building, **{**facts, **other})  # type: ignore[arg-type]


def test_a_unit_given_to_another_grid_takes_its_people_along(homes: Homes) -> None:
    stays = homes.add_door("101", unit="1")
    assert units(homes) == 5
    assert Resident.objects.visible_to(homes.cast.other_worker).count() == 3
    assert not Household.objects.visible_to(homes.cast.worker).exists()
    stays.refresh_from_db()
    assert stays.grid == homes.town.tiebei.grids[0]
    assert homes.add_door("301").grid == homes.town.tiebei.grids[1], "a new door of the unit too"
    assert units(homes, grid=None) == 6
    assert Household.objects.visible_to(homes.cast.worker).exists()


@pytest.mark.parametrize("field", ["approval_no", "grid", "units"])
def test_a_unit_is_not_given_without_number_across_communities_or_unknown(homes: Homes, field: str) -> None:
    wrong = {"approval_no": " ", "grid": homes.town.dongyuan.grids[0], "units": ["9"]}[field]
    with pytest.raises(RuleBroken) as refused:
        units(homes, **{field: wrong})
    assert refused.value.field == field


def test_only_who_leads_gives_units_away(homes: Homes) -> None:
    for who in (homes.cast.worker, homes.cast.clerk, homes.cast.other_secretary, homes.cast.sysadmin):
        with pytest.raises(NotAllowed):
            units(homes, actor=who)
    assert units(homes, actor=homes.cast.manager)
