"""Generated over the acts of counselling: who sees, who may, from which state, what each act leaves behind.

The expected people are written here by hand from domain.md J10: a counsellor, and nobody else."""

from typing import Any

import pytest
from django.db import transaction

from civics.care.flow import CARE, KIND
from civics.care.workflow import TABLE
from civics.choices_care import CareState
from civics.models import CareBooking, CareSession
from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from tests.civics.care.conftest import ROADS, Desk

pytestmark = pytest.mark.django_db
FREE = {"own", "street"}
NEEDS_VALUES: dict[str, Any] = {
    "slot_at": None,
    "place": "",
    "on": None,
    "minutes": None,
    "theme": "",
    "called": None,
}


def trace(row: CareBooking) -> tuple[Any, ...]:
    fresh = CareBooking.objects.get(pk=row.pk)
    return (
        fresh.version,
        fresh.state,
        Event.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        Entry.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        CareSession.objects.filter(booking=row).count(),
    )


@pytest.mark.parametrize("state", ROADS)
def test_only_counsellors_see_it_and_only_its_own_one_when_it_was_taken(desk: Desk, state: str) -> None:
    """Sight, role × act and illegal acts in each state."""
    row = desk.to(state)
    seen = {
        n for n, u in desk.everybody.items() if CareBooking.objects.visible_to(u).filter(pk=row.pk).exists()
    }
    assert seen == (FREE if state == "requested" else {"own"})
    for act, line in TABLE.items():
        may = {name for name, user in desk.everybody.items() if CARE.by_role(user, line, row).allowed}
        free = FREE if state == "requested" and "counsellor" in line.who else set()
        own = set() if state == "requested" else {"own"}
        assert may == free | own, act
    before = trace(row)
    for act, line in TABLE.items():
        if state not in line.from_states:
            with pytest.raises((RuleBroken, NotAllowed)), CARE.step(row, act, actor=desk.own, now=desk.now):
                pytest.fail(f"{act} began from {state}")
    assert trace(row) == before


@pytest.mark.parametrize("act", TABLE)
def test_each_act_leads_where_the_table_says_and_is_written_down(desk: Desk, act: str) -> None:
    """One version, one line, one entry; others, stale forms and gaps are refused and change nothing."""
    line = TABLE[act]
    for state in ("requested",) if act == "take" else sorted(line.from_states):
        with transaction.atomic():
            row = desk.to(state)
            before = trace(row)
            for name, stranger in desk.everybody.items():
                if name in FREE:
                    continue
                with pytest.raises(NotAllowed):
                    desk.do(row, act, stranger)
            with pytest.raises(Conflict):
                desk.do(row, act, version=row.version - 1)
            for name in line.needs:
                with pytest.raises(RuleBroken) as caught:
                    desk.do(row, act, **{name: None})
                assert caught.value.field == name
            assert trace(row) == before
            desk.do(row, act, version=row.version)
            assert row.state == (line.to[0] if line.to else state)
            event = Event.objects.get(subject_kind=KIND, subject_id=row.pk, version=row.version)
            assert (event.act, event.actor, event.text) == (act, desk.own, "")
            entry = Entry.objects.filter(subject_kind=KIND, subject_id=row.pk).latest("seq")
            assert (entry.action, entry.detail["to"]) == (f"{KIND}.{act}", row.state)
            transaction.set_rollback(True)


def test_the_table_names_what_exists() -> None:
    for line in TABLE.values():
        assert line.from_states <= set(CareState.values) and set(line.to) <= set(CareState.values)
        assert set(line.who) <= set(CARE.who_words)
    assert set(ROADS) == set(CareState.values)
