"""Out of the street, to another door, and back: one act each, nobody entered twice, the receivers told."""

from datetime import date

import pytest

from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from residents.actions import Place, bring_back, move_away, move_within
from residents.choices import Leaving, Relation, Source, Tenure
from residents.models import Dwelling, Household, Resident
from tests.residents.conftest import NOW, TODAY, Homes, grandmother, noon

pytestmark = pytest.mark.django_db


def away(homes: Homes, *who: Resident, **more: object) -> Household:
    facts = {"members": who, "on": TODAY, "actor": homes.cast.worker, "now": NOW}
    return move_away(homes.home, **{**facts, **more})  # type: ignore[arg-type]


def test_one_of_three_leaves_and_the_household_goes_on(homes: Homes) -> None:
    away(homes, homes.mother)
    row = homes.mother
    assert (row.moved_out_on, row.leaving) == (TODAY, Leaving.MOVED)
    assert (row.hidden_on, row.erase_on) == (date(2026, 4, 1), date(2027, 3, 2))
    home = homes.family()
    assert (home.members, home.left_on, home.head) == (2, None, homes.father)


def test_a_head_who_leaves_is_head_no_more(homes: Homes) -> None:
    away(homes, homes.father, leaving=Leaving.DIED)
    assert homes.family().head is None
    assert Event.objects.filter(subject_kind="household", label="1人去世").exists()


def test_with_the_last_person_the_household_has_left(homes: Homes) -> None:
    away(homes, homes.father, homes.mother, homes.child)
    home = homes.family()
    assert (home.members, home.left_on, home.hidden_on) == (0, TODAY, date(2026, 4, 1))


def test_a_mistaken_entry_goes_after_a_month(homes: Homes) -> None:
    away(homes, homes.mother, leaving=Leaving.MISTAKE)
    assert homes.mother.erase_on == homes.mother.hidden_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("on", "field"),
    [(date(2026, 3, 3), "on"), (date(2009, 1, 1), "on")],
    ids=["tomorrow", "before moving in"],
)
def test_days_that_cannot_be_are_refused(homes: Homes, on: date, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        away(homes, homes.father, on=on)
    assert refused.value.field == field
    assert homes.family().members == 3


def test_who_does_not_live_there_cannot_leave(homes: Homes) -> None:
    other = homes.add_home(homes.add_door("202"), grandmother(relation=Relation.SELF))
    with pytest.raises(RuleBroken):
        away(homes, other.head)
    with pytest.raises(RuleBroken):
        away(homes)
    away(homes, homes.mother)
    with pytest.raises(RuleBroken):
        away(homes, homes.mother)


def test_who_left_is_seen_for_thirty_days(homes: Homes, at_now: object) -> None:
    away(homes, homes.father, homes.mother, homes.child)
    seen = Resident.objects.visible_to(homes.cast.worker)
    assert seen.count() == 3
    at_now.move_to(noon("2026-03-31"))  # type: ignore[attr-defined]
    assert Resident.objects.visible_to(homes.cast.worker).count() == 3
    at_now.move_to(noon("2026-04-01"))  # type: ignore[attr-defined]
    assert not Resident.objects.visible_to(homes.cast.worker).exists()
    assert not Household.objects.visible_to(homes.cast.clerk).exists()
    assert Resident.objects.held_for(homes.cast.clerk).count() == 3


def test_a_mistake_is_taken_back_while_it_is_in_sight(homes: Homes) -> None:
    away(homes, homes.father, homes.mother, homes.child)
    bring_back(homes.father, actor=homes.cast.worker, now=noon("2026-03-20"))
    home = homes.family()
    assert (home.members, home.left_on, home.head) == (1, None, homes.father)
    row = homes.father
    assert (row.moved_out_on, row.hidden_on, row.erase_on, row.leaving) == (None, None, None, "")
    with pytest.raises(RuleBroken):
        bring_back(homes.father, actor=homes.cast.worker, now=noon("2026-03-20"))
    with pytest.raises(RuleBroken) as refused:
        bring_back(homes.mother, actor=homes.cast.worker, now=noon("2026-04-02"))
    assert refused.value.code == "hidden"


def test_coming_back_to_a_door_where_others_live_now_makes_a_second_household(homes: Homes) -> None:
    away(homes, homes.father, homes.mother, homes.child)
    homes.add_home(homes.door, grandmother(relation=Relation.SELF))
    bring_back(homes.father, actor=homes.cast.worker, now=noon("2026-03-20"))
    assert homes.family().ordinal == 2


def within(homes: Homes, building: object, *who: Resident, room: str = "301", **more: object) -> Household:
    facts = {
        "members": who,
        "to": Place(building, room, "1"),  # type: ignore[arg-type]
        "on": TODAY,
        "actor": homes.cast.worker,
        "now": NOW,
    }
    return move_within(homes.home, **{**facts, **more})  # type: ignore[arg-type]


def test_a_household_that_moves_together_keeps_its_number_and_its_people(homes: Homes) -> None:
    there = homes.town.dongyuan.buildings[1][0]
    home = within(homes, there, homes.father, homes.mother, homes.child)
    assert home.pk == homes.home.pk
    assert home.dwelling.address == "东苑小区3号楼1单元301"
    assert (home.community, home.grid) == (homes.town.dongyuan.area, homes.town.dongyuan.grids[1])
    people = Resident.objects.filter(household=home)
    assert people.count() == 3 and {one.community_id for one in people} == {home.community_id}
    assert {one.grid_id for one in people} == {home.grid_id}
    assert homes.father.relation == Relation.SELF and home.head == homes.father


def test_the_receiving_community_is_told_without_a_name_and_finds_it_on_top(homes: Homes) -> None:
    there = homes.town.dongyuan.buildings[0][0]
    home = within(homes, there, homes.father, homes.mother, homes.child)
    notice = Notice.objects.get(recipient=homes.cast.outsider)
    assert notice.title == "有人搬到东苑小区1号楼1单元301，请上门核对"
    assert (notice.subject_kind, notice.subject_id) == ("household", home.pk)
    assert home.confirm_due_on == TODAY
    assert Household.objects.visible_to(homes.cast.outsider).to_confirm(TODAY).get() == home
    assert not Household.objects.visible_to(homes.cast.worker).filter(pk=home.pk).exists()


def test_some_of_a_household_become_one_of_their_own(homes: Homes) -> None:
    home = within(homes, homes.town.building, homes.mother, homes.child, tenure=Tenure.RENTED)
    assert home.pk != homes.home.pk
    assert (home.members, home.head, home.source, home.tenure) == (
        2,
        homes.mother,
        Source.TRANSFER,
        Tenure.RENTED,
    )
    assert homes.mother.relation == Relation.SELF and homes.child.relation == Relation.OTHER
    assert homes.family().members == 1
    assert not Notice.objects.exists(), "inside one grid nobody has to be told"
    assert homes.child.guardian == homes.father, "a guardian stays one wherever the child lives"


def test_some_move_in_with_others(homes: Homes) -> None:
    other = homes.add_home(homes.add_door("301", unit="1"), grandmother(relation=Relation.SELF))
    home = within(homes, homes.town.building, homes.father, join=other)
    assert home.pk == other.pk and home.members == 2 and home.head.name == "赵𠮷"
    assert homes.family().head is None


def test_children_alone_are_no_household(homes: Homes) -> None:
    with pytest.raises(RuleBroken):
        within(homes, homes.town.building, homes.child)
    assert not Dwelling.objects.filter(room_no="301").exists()


def test_moving_to_where_one_lives_is_no_move(homes: Homes) -> None:
    facts = {"to": Place(homes.town.building, "201", "2")}
    with pytest.raises(RuleBroken) as refused:
        within(homes, homes.town.building, homes.father, **facts)
    assert refused.value.field == "room_no"


def test_others_move_nobody(homes: Homes) -> None:
    for who in (homes.cast.other_worker, homes.cast.outsider, homes.cast.street_lead, homes.cast.sysadmin):
        with pytest.raises(NotAllowed):
            away(homes, homes.mother, actor=who)
        with pytest.raises(NotAllowed):
            within(homes, homes.town.building, homes.mother, actor=who)
