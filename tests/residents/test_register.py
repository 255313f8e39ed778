"""Entering doors, households and people: what is written, what is refused, what nobody reads in the ledger."""

import json
from dataclasses import replace
from datetime import date

import pytest

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from residents.actions import add_dwelling, add_resident, change_resident
from residents.choices import IdType, Relation, Sex
from residents.models import Resident
from residents.persons import Person, contradictions
from tests.cast import Cast, Town
from tests.residents.conftest import (
    FATHER_ID,
    MOTHER_ID,
    NOW,
    PHONE,
    TODAY,
    Homes,
    child,
    father,
    grandmother,
    mother,
    noon,
    numbered,
)

pytestmark = pytest.mark.django_db


def test_a_family_is_entered_with_its_people_in_one_act(homes: Homes) -> None:
    home = homes.family()
    assert (home.members, home.head, home.ordinal) == (3, homes.father, 1)
    assert home.confirmed_on == TODAY and home.confirm_due_on == date(2026, 8, 29)
    assert (home.community, home.grid) == (homes.town.tiebei.area, homes.town.tiebei.grids[0])
    assert home.address == "铁路小区1号楼2单元201"
    row = homes.father
    assert (row.pinyin, row.initials) == ("wangjianguo", "wjg")
    assert row.open_sealed("id_number") == FATHER_ID and row.open_sealed("phone") == PHONE
    assert (row.birth_date, row.sex, row.id_type) == (date(1968, 5, 12), Sex.MALE, IdType.RESIDENT)
    assert homes.child.guardian == row and homes.child.guardian_name == ""


def test_everything_is_masked_as_people_see_it(homes: Homes) -> None:
    row = homes.father
    assert (row.masked_name, row.masked_phone) == ("王*国", "093****0001")
    assert row.masked_id == f"620{'*' * 11}{FATHER_ID[-4:]}"
    assert str(row) == "王*国" and str(homes.family()) == f"H-{homes.home.pk:06}"


def test_timeline_and_ledger_say_who_and_when_and_never_whom(homes: Homes) -> None:
    change_resident(
        homes.father,
        changes={"name": "王建民", "phone": "0937-0000009", "registered_place": "甘肃省酒泉市"},
        actor=homes.cast.clerk,
        now=NOW,
    )
    events = list(Event.objects.filter(subject_kind__in=("dwelling", "household", "resident")))
    assert {"add", "register", "change"} <= {event.act for event in events}
    changed = next(event for event in events if event.act == "change")
    assert set(changed.changes) >= {"name", "phone", "registered_place"}
    assert all(value == [] for value in changed.changes.values())
    told = json.dumps([event.changes for event in events]) + "".join(event.text for event in events)
    told += json.dumps([entry.detail for entry in Entry.objects.all()], ensure_ascii=False)
    for private in ("王建", "建国", "建民", FATHER_ID, PHONE, "0937-0000009", "酒泉", "李秀兰", "小满"):
        assert private not in told
    assert Entry.objects.filter(action="resident.add").count() == 3


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"id_number": numbered(date(2018, 4, 1), 3), "birth_year": None}, "id_number"),
        ({"phone": "0937-0000003"}, "phone"),
        ({"birth_date": date(2018, 4, 1)}, "birth"),
        ({"registered_place": "甘肃省"}, "registered_place"),
        ({"guardian_name": ""}, "guardian_name"),
        ({"guardian_agreed_on": None}, "guardian_agreed_on"),
        ({"guardian_agreed_on": date(2026, 3, 3)}, "guardian_agreed_on"),
    ],
)
def test_of_under_14s_only_name_year_and_guardian_are_held(
    homes: Homes, said: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_resident(homes.home, person=child(name="王二满", **said), actor=homes.cast.worker, now=NOW)
    assert refused.value.field == field
    assert homes.home.residents.count() == 3


def test_a_child_keeps_no_sex_and_no_day(homes: Homes) -> None:
    row = add_resident(
        homes.home, person=child(name="王二满", sex=Sex.FEMALE), actor=homes.cast.worker, now=NOW
    )
    assert (row.sex, row.birth_date, row.birth_year, row.id_type) == (Sex.UNKNOWN, None, 2018, "")
    assert row.is_child and homes.family().members == 4


def test_who_was_born_in_the_year_of_turning_14_is_a_child_until_its_end(homes: Homes) -> None:
    young = Person(name="王大满", birth_year=2012)
    assert young.is_child(date(2026, 12, 31)) and not young.is_child(date(2027, 1, 1))
    exact = Person(name="王大满", birth_date=date(2012, 3, 2))
    assert exact.is_child(date(2026, 3, 1)) and not exact.is_child(date(2026, 3, 2))


def test_a_corrected_birth_clears_what_a_child_may_not_have(homes: Homes) -> None:
    row = change_resident(
        homes.mother,
        changes={"birth_year": 2019, "guardian_name": "王建国", "guardian_agreed_on": TODAY},
        actor=homes.cast.clerk,
        now=NOW,
    )
    assert not row.has_sealed("id_number") and not row.has_sealed("phone") and row.id_index is None
    event = Event.objects.get(subject_kind="resident", subject_id=row.pk, act="change")
    assert "14岁以下" in event.text


def test_the_same_number_is_not_entered_twice_in_ones_own_area(homes: Homes) -> None:
    other = homes.add_door("202")
    with pytest.raises(RuleBroken) as refused:
        homes.add_home(other, father(name="王建国"))
    assert refused.value.field == "person-0-id_number"
    assert f"H-{homes.home.pk:06}" in refused.value.message and FATHER_ID not in refused.value.message


def test_that_a_number_lives_elsewhere_is_not_told(homes: Homes) -> None:
    """A clerk of another community learns nothing; the centre finds such pairs."""
    door = homes.add_door("101", building=homes.town.dongyuan.buildings[0][0])
    home = homes.add_home(door, father())
    assert home.members == 1
    assert Resident.objects.with_identity(FATHER_ID).count() == 2


def test_a_household_has_one_head_of_full_years(homes: Homes) -> None:
    door = homes.add_door("202")
    one = mother(id_number="")
    for people in ([one], [grandmother(relation="0"), replace(one, relation="0")], []):
        with pytest.raises(RuleBroken) as refused:
            homes.add_home(door, *people)
        assert refused.value.field == "people"
    with pytest.raises(RuleBroken):
        homes.add_home(door, child(relation=Relation.SELF))


def test_two_households_share_a_door_under_two_numbers(homes: Homes) -> None:
    second = homes.add_home(homes.door, grandmother(relation=Relation.SELF))
    assert second.ordinal == 2 and second.address.endswith("201（第2户）")


def test_a_rare_name_and_one_with_a_dot_work(homes: Homes) -> None:
    door = homes.add_door("202")
    home = homes.add_home(
        door, grandmother(relation=Relation.SELF), mother(name="阿依古丽·买买提", id_number="")
    )
    names = set(home.residents.values_list("name", flat=True))
    assert names == {"赵𠮷", "阿依古丽·买买提"}
    assert Resident.objects.named_like("𠮷").count() == 0
    assert Resident.objects.named_like("赵𠮷").count() == 1
    assert Resident.objects.named_like("丽·买").count() == 1


def test_a_late_entry_says_how_late(homes: Homes) -> None:
    """B12: three working days; learned on Tuesday the 24th, entered on Monday the 2nd: the fourth."""
    row = add_resident(
        homes.home, person=grandmother(), actor=homes.cast.worker, learned_on=date(2026, 2, 24), now=NOW
    )
    event = Event.objects.get(subject_kind="resident", subject_id=row.pk)
    # 2月28日 is a working Saturday after the Spring Festival.
    assert event.text == "得知变动是2月24日，晚了2个工作日登记"


def test_an_entry_in_time_says_nothing(homes: Homes) -> None:
    row = add_resident(
        homes.home, person=grandmother(), actor=homes.cast.worker, learned_on=date(2026, 2, 27), now=NOW
    )
    assert Event.objects.get(subject_kind="resident", subject_id=row.pk).text == ""


def test_learned_tomorrow_is_refused(homes: Homes) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_resident(
            homes.home, person=grandmother(), actor=homes.cast.worker, learned_on=date(2026, 3, 3), now=NOW
        )
    assert refused.value.field == "learned_on"


def test_a_door_is_entered_once_and_only_by_whose_it_is(homes: Homes, town: Town, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_dwelling(town.building, unit_no="2", room_no="201", actor=cast.clerk, now=NOW)
    assert refused.value.field == "room_no"
    for who in (
        cast.other_worker,
        cast.outsider,
        cast.mediator,
        cast.street_lead,
        cast.sysadmin,
        cast.nobody,
    ):
        with pytest.raises(NotAllowed):
            add_dwelling(town.building, unit_no="2", room_no="301", actor=who, now=NOW)


def test_a_stale_form_is_refused_and_changes_nothing(homes: Homes) -> None:
    change_resident(homes.father, changes={"name": "王建民"}, actor=homes.cast.clerk, version=1, now=NOW)
    with pytest.raises(Conflict):
        change_resident(homes.father, changes={"name": "王建军"}, actor=homes.cast.worker, version=1, now=NOW)
    assert homes.father.name == "王建民"


def test_the_number_tells_birth_and_sex_and_what_contradicts_it_is_named(homes: Homes) -> None:
    said = father(birth_date=date(1968, 5, 13), sex=Sex.FEMALE)
    said = Person(**{name: getattr(said, name) for name in Person.__slots__} | {"id_type": IdType.RESIDENT})
    assert len(contradictions(said)) == 2
    assert all(FATHER_ID not in line for line in contradictions(said))
    assert contradictions(mother()) == []


def test_only_the_place_of_the_person_decides_who_changes_them(homes: Homes, cast: Cast) -> None:
    for key in ("worker", "leader", "clerk", "second_clerk", "secretary", "intake", "manager"):
        change_resident(
            homes.father, changes={"registered_place": key}, actor=cast.all[key], now=noon("2026-03-03")
        )
    for key in ("other_worker", "outsider", "mediator", "street_lead", "supervisor", "liaison", "sysadmin"):
        with pytest.raises(NotAllowed):
            change_resident(homes.father, changes={"registered_place": "x"}, actor=cast.all[key], now=NOW)


def test_saying_that_another_is_the_head_needs_the_first_to_be_something_else(homes: Homes) -> None:
    with pytest.raises(RuleBroken) as refused:
        change_resident(homes.mother, changes={"relation": Relation.SELF}, actor=homes.cast.clerk, now=NOW)
    assert refused.value.field == "relation"
    change_resident(homes.father, changes={"relation": Relation.SPOUSE}, actor=homes.cast.clerk, now=NOW)
    assert homes.family().head is None
    change_resident(homes.mother, changes={"relation": Relation.SELF}, actor=homes.cast.clerk, now=NOW)
    assert homes.family().head == homes.mother


def test_the_mothers_number_stays_hers(homes: Homes) -> None:
    assert homes.mother.open_sealed("id_number") == MOTHER_ID
