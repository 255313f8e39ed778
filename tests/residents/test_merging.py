"""Two entries that are one person: proposed by one, looked at by another, joined, and parted as they were."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from residents.actions import ask_merge, change_resident, decide_merge, undo_merge
from residents.choices import Relation
from residents.models import Household, Resident, ResidentMerge
from tests.residents.conftest import FATHER_ID, NOW, Homes, child, grandmother, noon, numbered

pytestmark = pytest.mark.django_db

# Columns that count how often or when a row was written, not what it says.
_TECHNICAL = {"version", "id_sealed", "phone_sealed"}


def said(row: Resident | Household) -> dict[str, Any]:
    """What the row holds."""
    row = type(row)._default_manager.get(pk=row.pk)
    values = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in _TECHNICAL
    }
    if isinstance(row, Resident):
        values |= {name: row.open_sealed(name) for name in Resident.SEALED}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


@pytest.fixture
def twin(homes: Homes) -> Resident:
    """The father once more, entered at another door without his number, with the phone he has now."""
    door = homes.add_door("501")
    one = grandmother(name="王建国", relation=Relation.SELF, birth_year=1968, phone="0937-0000077")
    small = child(name="王小草", guardian_name="王建国")
    home = homes.add_home(door, one, small)
    return Resident.objects.get(household=home, relation=Relation.SELF)


def propose(homes: Homes, twin: Resident) -> ResidentMerge:
    return ask_merge(
        homes.father, gone=twin, reason="同名同年，住户说是一个人", actor=homes.cast.secretary, now=NOW
    )


def test_a_proposal_changes_neither_and_asks_somebody_else(homes: Homes, twin: Resident) -> None:
    before = said(homes.father), said(twin)
    row = propose(homes, twin)
    assert (said(homes.father), said(twin)) == before
    asked = set(Notice.objects.values_list("recipient", flat=True))
    assert asked == {homes.cast.manager.pk}
    assert "王" not in Notice.objects.get().title
    for who in (homes.cast.secretary,):
        with pytest.raises(RuleBroken) as refused:
            decide_merge(row, approved=True, actor=who, now=NOW)
        assert refused.value.code == "second"


def test_joined_the_kept_entry_takes_over_what_it_lacked(homes: Homes, twin: Resident) -> None:
    change_resident(homes.father, changes={"phone": ""}, actor=homes.cast.clerk, now=NOW)
    row = decide_merge(propose(homes, twin), approved=True, actor=homes.cast.manager, now=NOW)
    kept, gone = homes.father, Resident.objects.get(pk=twin.pk)
    assert kept.open_sealed("phone") == "0937-0000077" and kept.open_sealed("id_number") == FATHER_ID
    assert Resident.objects.with_phone("0937-0000077").present().get() == kept
    assert gone.merged_into == kept and not Resident.objects.visible_to(homes.cast.clerk).filter(pk=gone.pk)
    small = Resident.objects.get(name="王小草")
    assert small.guardian == kept
    assert gone.household.head is None and gone.household.members == 1
    assert row.undo_until == date(2026, 4, 1)


def test_undone_both_entries_come_back_as_they_were(homes: Homes, twin: Resident) -> None:
    change_resident(homes.father, changes={"phone": ""}, actor=homes.cast.clerk, now=NOW)
    small = Resident.objects.get(name="王小草")
    rows = [homes.father, twin, small, homes.home, twin.household]
    before = [said(row) for row in rows]
    row = decide_merge(propose(homes, twin), approved=True, actor=homes.cast.manager, now=NOW)
    assert [said(one) for one in rows] != before
    undo_merge(row, actor=homes.cast.secretary, now=noon("2026-04-01"))
    assert [said(one) for one in rows] == before


def test_a_household_emptied_by_joining_comes_back_too(homes: Homes) -> None:
    home = homes.add_home(homes.add_door("501"), grandmother(name="王建国", relation=Relation.SELF))
    twin = home.head
    before = said(home)
    row = decide_merge(propose(homes, twin), approved=True, actor=homes.cast.manager, now=NOW)
    home.refresh_from_db()
    assert home.left_on is not None
    undo_merge(row, actor=homes.cast.manager, now=noon("2026-03-20"))
    assert said(home) == before


def test_what_was_corrected_meanwhile_stays(homes: Homes, twin: Resident) -> None:
    change_resident(homes.father, changes={"phone": ""}, actor=homes.cast.clerk, now=NOW)
    row = decide_merge(propose(homes, twin), approved=True, actor=homes.cast.manager, now=NOW)
    change_resident(homes.father, changes={"phone": "0937-0000088"}, actor=homes.cast.clerk, now=NOW)
    undo_merge(row, actor=homes.cast.manager, now=NOW)
    assert homes.father.open_sealed("phone") == "0937-0000088"


def test_after_thirty_days_there_is_no_way_back(homes: Homes, twin: Resident) -> None:
    row = decide_merge(propose(homes, twin), approved=True, actor=homes.cast.manager, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        undo_merge(row, actor=homes.cast.manager, now=noon("2026-04-02"))
    assert refused.value.code == "late"


def test_a_no_leaves_both_and_may_be_asked_again(homes: Homes, twin: Resident) -> None:
    before = said(homes.father), said(twin)
    row = decide_merge(propose(homes, twin), approved=False, actor=homes.cast.manager, now=NOW)
    assert (said(homes.father), said(twin)) == before
    with pytest.raises(RuleBroken):
        undo_merge(row, actor=homes.cast.manager, now=NOW)
    with pytest.raises(RuleBroken):
        decide_merge(row, approved=True, actor=homes.cast.manager, now=NOW)
    assert propose(homes, twin).pk != row.pk


def test_two_under_different_numbers_are_two(homes: Homes) -> None:
    other = homes.add_home(
        homes.add_door("501"),
        grandmother(
            name="王建国", relation=Relation.SELF, birth_year=None, id_number=numbered(date(1968, 5, 12), 99)
        ),
    )
    with pytest.raises(RuleBroken) as refused:
        propose(homes, other.head)
    assert refused.value.code == "numbers"


def test_a_proposal_waits_for_one_answer(homes: Homes, twin: Resident) -> None:
    propose(homes, twin)
    with pytest.raises(RuleBroken) as refused:
        propose(homes, twin)
    assert refused.value.code == "asked"
    with pytest.raises(RuleBroken):
        ask_merge(homes.father, gone=homes.father, reason="同一人", actor=homes.cast.manager, now=NOW)


def test_a_child_takes_over_nothing_that_it_may_not_have(homes: Homes) -> None:
    other = homes.add_home(
        homes.add_door("501"),
        grandmother(relation=Relation.SELF),
        grandmother(name="王小满", birth_year=None, birth_date=date(2011, 1, 1), phone="0937-0000033"),
    )
    grown = other.residents.get(name="王小满")
    row = ask_merge(homes.child, gone=grown, reason="同一个孩子", actor=homes.cast.secretary, now=NOW)
    decide_merge(row, approved=True, actor=homes.cast.manager, now=NOW)
    assert not homes.child.has_sealed("phone") and homes.child.birth_date is None


def test_only_those_who_join_may_propose_and_decide(homes: Homes, twin: Resident) -> None:
    for key in (
        "worker",
        "leader",
        "clerk",
        "mediator",
        "street_lead",
        "outsider",
        "other_secretary",
        "sysadmin",
    ):
        with pytest.raises(NotAllowed):
            ask_merge(homes.father, gone=twin, reason="同一个人", actor=homes.cast.all[key], now=NOW)
    row = propose(homes, twin)
    for key in ("worker", "clerk", "other_secretary", "street_lead", "privacy_officer"):
        with pytest.raises(NotAllowed):
            decide_merge(row, approved=True, actor=homes.cast.all[key], now=NOW)


def test_the_database_itself_wants_a_second_person(homes: Homes, twin: Resident) -> None:
    row = propose(homes, twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResidentMerge.objects.filter(pk=row.pk).update(decided_by=homes.cast.secretary, decided_at=NOW)


def test_what_is_kept_of_a_joining_holds_no_value_of_anybody(homes: Homes, twin: Resident) -> None:
    change_resident(homes.father, changes={"phone": ""}, actor=homes.cast.clerk, now=NOW)
    row = decide_merge(propose(homes, twin), approved=True, actor=homes.cast.manager, now=NOW)
    assert row.joined["filled"] == {"phone": ""}
    assert set(row.joined) == {"filled", "wards", "head", "left"}
    texts = " ".join(Event.objects.values_list("text", flat=True)) + str(
        list(Event.objects.values_list("changes", flat=True))
    )
    assert "王" not in texts and "0937" not in texts
