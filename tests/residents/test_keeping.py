"""The calendar of leaving: hidden after a month, deleted after a year unless a case needs it, with a certificate."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from core.audit.models import Entry, Reveal
from core.audit.selectors import verify
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from residents.actions import ask_merge, decide_merge, erase_due, keep_resident, move_away, reveal_person
from residents.choices import Leaving, Relation
from residents.models import Household, Resident, ResidentMerge
from tests.residents.conftest import FATHER_ID, NOW, PHONE, TODAY, Homes, grandmother, noon

pytestmark = pytest.mark.django_db


def all_leave(homes: Homes) -> None:
    everybody = (homes.father, homes.mother, homes.child)
    move_away(homes.home, members=everybody, on=TODAY, actor=homes.cast.worker, now=NOW)


def test_nobody_is_deleted_before_the_year_is_over(homes: Homes) -> None:
    all_leave(homes)
    assert erase_due(now=noon("2027-03-01")) == 0
    assert Resident.objects.count() == 3


def test_after_a_year_the_people_their_home_and_everything_that_names_them_is_gone(homes: Homes) -> None:
    reveal_person(homes.father, field="phone", reason="约王建国上门", actor=homes.cast.clerk, now=NOW)
    all_leave(homes)
    ids = sorted(Resident.objects.values_list("pk", flat=True))
    assert erase_due(now=noon("2027-03-02")) == 3
    assert not Resident.objects.exists() and not Household.objects.exists()
    assert not Reveal.objects.exists()
    entry = Entry.objects.get(action="resident.erase")
    assert entry.detail == {"people": ids, "why": "moved_out"} and entry.actor is None
    assert Entry.objects.filter(action="household.erase").get().detail == {"households": [homes.home.pk]}
    assert Event.objects.filter(subject_kind="resident", subject_id=ids[0]).exists(), "history stays"
    assert verify() == []
    assert_nowhere("王建国", "李秀兰", "王小满", FATHER_ID, PHONE)


def assert_nowhere(*texts: str) -> None:
    """In no row of any table of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            for text in texts:
                cursor.execute(f'SELECT 1 FROM "{table}" AS t WHERE t::text LIKE %s LIMIT 1', [f"%{text}%"])
                assert cursor.fetchone() is None, (table, text)


def test_somebody_whom_a_case_needs_is_kept_until_the_day(homes: Homes) -> None:
    all_leave(homes)
    keep_resident(
        homes.father, until=date(2027, 6, 30), reason="案件 2026-01184", actor=homes.cast.clerk, now=NOW
    )
    assert erase_due(now=noon("2027-03-02")) == 2
    assert Resident.objects.get() == homes.father
    assert Household.objects.exists(), "the home stays as long as somebody of it is held"
    assert erase_due(now=noon("2027-06-30")) == 0
    assert erase_due(now=noon("2027-07-01")) == 1
    assert not Household.objects.exists()


def test_keeping_is_for_a_day_to_come_and_for_those_who_work_cases(homes: Homes) -> None:
    for until in (TODAY, date(2030, 1, 1)):
        with pytest.raises(RuleBroken) as refused:
            keep_resident(homes.father, until=until, reason="案件", actor=homes.cast.clerk, now=NOW)
        assert refused.value.field == "until"
    for who in (homes.cast.worker, homes.cast.outsider, homes.cast.street_lead):
        with pytest.raises(NotAllowed):
            keep_resident(homes.father, until=date(2027, 1, 1), reason="案件", actor=who, now=NOW)


def test_a_guardian_who_is_deleted_leaves_the_child_without_one(homes: Homes) -> None:
    move_away(homes.home, members=[homes.father], on=TODAY, actor=homes.cast.worker, now=NOW)
    assert erase_due(now=noon("2027-03-02")) == 1
    assert homes.child.guardian is None
    assert homes.family().members == 2


def test_a_mistaken_entry_goes_after_its_month(homes: Homes) -> None:
    move_away(
        homes.home,
        members=[homes.mother],
        on=TODAY,
        leaving=Leaving.MISTAKE,
        actor=homes.cast.worker,
        now=NOW,
    )
    assert erase_due(now=noon("2026-03-31")) == 0
    assert erase_due(now=noon("2026-04-01")) == 1


def test_a_joined_entry_goes_when_it_can_be_parted_no_more_and_its_looks_pass_over(homes: Homes) -> None:
    home = homes.add_home(
        homes.add_door("501"), grandmother(name="王建国", relation=Relation.SELF, phone="0937-0000044")
    )
    twin = home.head
    reveal_person(twin, field="phone", reason="联系走访时间", actor=homes.cast.clerk, now=NOW)
    row = ask_merge(homes.father, gone=twin, reason="同一个人", actor=homes.cast.secretary, now=NOW)
    decide_merge(row, approved=True, actor=homes.cast.manager, now=NOW)
    assert erase_due(now=noon("2026-04-01")) == 0
    assert erase_due(now=noon("2026-04-02")) == 1
    assert not ResidentMerge.objects.exists()
    assert Reveal.objects.get().subject_id == homes.father.pk
    assert Entry.objects.get(action="resident.erase").detail["why"] == "merged"


def test_with_the_kept_entry_go_those_joined_to_it(homes: Homes) -> None:
    home = homes.add_home(homes.add_door("501"), grandmother(name="王建国", relation=Relation.SELF))
    row = ask_merge(homes.father, gone=home.head, reason="同一个人", actor=homes.cast.secretary, now=NOW)
    decide_merge(row, approved=True, actor=homes.cast.manager, now=NOW)
    all_leave(homes)
    Resident.objects.update(erase_on=None, hidden_on=None, moved_out_on=None, leaving="")
    Resident.objects.filter(pk=homes.father.pk).update(
        moved_out_on=TODAY, hidden_on=TODAY, erase_on=TODAY, leaving=Leaving.MOVED
    )
    assert erase_due(now=NOW) == 2
    assert not Resident.objects.filter(name="王建国").exists()


def test_the_night_does_it(homes: Homes, at_now: object) -> None:
    all_leave(homes)
    at_now.move_to(noon("2027-03-02"))  # type: ignore[attr-defined]
    call_command("tend_register")
    call_command("tend_register")
    assert not Resident.objects.exists()
    assert Entry.objects.filter(action="resident.erase").count() == 1
