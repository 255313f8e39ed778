"""Generated over all rooms: who sees, who may, from which state, what each act leaves behind, what is missing.

WHO is written here by hand from trust.md 3.3 and the brief of the rooms, so that the policies are held to it."""

from typing import Any

import pytest
from django.db import transaction

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from partybuilding.works.actions import register
from partybuilding.works.room import REGISTER, STRIKE, WHO_WORDS, Tell
from partybuilding.works.rooms import BY_KEY, ROOMS
from tests.party.examples import EXAMPLES, Yard, acts_of

pytestmark = pytest.mark.django_db
STREET = {"street_lead", "manager", "meeting_secretary"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
# Of a line that the community published to a unit that has a liaison.
WHO: dict[str, set[str]] = {
    "keeper": STREET | COMMUNITY,
    "street": STREET,
    "community": COMMUNITY,
    "publisher": STREET | COMMUNITY,
    "claimer": {"liaison"},
}
WITH_A_UNIT = {"agreements", "entries", "links", "checkins"}
KEYS = [room.key for room in ROOMS]


def seen_by(key: str) -> set[str]:
    return STREET | COMMUNITY | {"supervisor"} | ({"liaison"} if key in WITH_A_UNIT else set())


def trace(row: Any) -> tuple[Any, ...]:
    room = BY_KEY[row.room]
    fresh = room.queryset().get(pk=row.pk)
    return (
        fresh.version,
        fresh.state,
        Event.objects.filter(subject_kind=room.kind, subject_id=row.pk).count(),
        Entry.objects.filter(subject_kind=room.kind, subject_id=row.pk).count(),
        [kind.objects.filter(work=row).count() for kind in room.records],
        list(Clock.objects.of(room.kind, row.pk).values_list("code", "stopped_at", "cancelled_at")),
    )


@pytest.mark.parametrize("key", KEYS)
def test_a_room_is_open_to_those_whom_it_names_in_every_state(yard: Yard, key: str) -> None:
    """Sight, role × act and illegal acts in each state."""
    room = BY_KEY[key]
    for state in EXAMPLES[key].roads:
        with transaction.atomic():
            row = yard.to(key, state)
            found = {
                name
                for name, user in yard.cast.all.items()
                if room.model.objects.visible_to(user).filter(pk=row.pk).exists()
            }
            assert found == seen_by(key), state
            for act, line in room.table.items():
                expected = set().union(*(WHO[one] for one in line.who))
                may = {name for name, user in yard.cast.all.items() if room.by_role(user, line, row).allowed}
                assert may == expected, (state, act)
            before = trace(row)
            for act, line in room.table.items():
                if state in line.from_states:
                    continue
                with pytest.raises(RuleBroken), room.step(row, act, actor=yard.doer(row, act), now=yard.now):
                    pytest.fail(f"{act} began from {state}")
            assert trace(row) == before
            transaction.set_rollback(True)


@pytest.mark.parametrize("key", KEYS)
def test_each_act_leads_where_the_table_says_and_is_written_down(yard: Yard, key: str) -> None:
    """One version, one line of the timeline, one line of the ledger; strangers, stale forms and gaps are refused."""
    room, walked = BY_KEY[key], set()
    for state in EXAMPLES[key].roads:
        for act in sorted(acts_of(room)):
            if state not in room.table[act].from_states:
                continue
            if act == STRIKE and not room.table[EXAMPLES[key].before[act][0]].from_states & {state}:
                continue  # struck after the end: told in test_rules
            walked.add(act)
            with transaction.atomic():
                _one(yard, yard.to(key, state), act)
                transaction.set_rollback(True)
    assert walked == acts_of(room)


def _one(yard: Yard, row: Any, act: str) -> None:
    room = BY_KEY[row.room]
    line = room.table[act]
    for name in EXAMPLES[row.room].before.get(act, ()):
        row = yard.step(row, name)
    row = room.queryset().get(pk=row.pk)
    for stranger in ("outsider", "other_secretary", "supervisor", "worker", "nobody"):
        with pytest.raises(NotAllowed), room.step(row, act, actor=getattr(yard.cast, stranger)):
            pytest.fail(f"{stranger} did {act}")
    said, actor = yard.said(row, act), yard.doer(row, act)
    before = trace(row)
    with pytest.raises(Conflict):
        yard.do(row, act, actor, version=row.version - 1, **said)
    for name in line.needs:
        with pytest.raises(RuleBroken) as caught:
            yard.do(row, act, actor, **{**said, name: ""})
        assert caught.value.field == name, (act, name)
    assert trace(row) == before
    fresh = yard.do(row, act, actor, version=row.version, **said)
    assert fresh.state == (line.to[0] if line.to else row.state)
    assert fresh.version == row.version + 1
    event = Event.objects.get(subject_kind=room.kind, subject_id=row.pk, version=fresh.version)
    assert (event.act, event.actor, event.at) == (act, actor, yard.now)
    entry = Entry.objects.filter(subject_kind=room.kind, subject_id=row.pk).latest("seq")
    assert (entry.action, entry.detail["to"]) == (f"{room.kind}.{act}", fresh.state)


@pytest.mark.parametrize("key", KEYS)
def test_setting_up_is_the_keepers_and_is_written_down(yard: Yard, key: str) -> None:
    room, row = BY_KEY[key], yard.begun(key)
    assert (row.state, row.version, row.community) == (room.first_state, 1, yard.area)
    event = Event.objects.get(subject_kind=room.kind, subject_id=row.pk)
    assert (event.act, event.actor) == (REGISTER, yard.cast.clerk)
    assert Entry.objects.get(subject_kind=room.kind, subject_id=row.pk).action == f"{room.kind}.{REGISTER}"
    example, under = EXAMPLES[key], getattr(row, room.under) if room.under else None
    room.model.objects.filter(pk=row.pk).delete()
    for name in ("outsider", "supervisor", "worker", "liaison", "nobody"):
        with pytest.raises(NotAllowed):
            register(room, actor=getattr(yard.cast, name), under=under, now=yard.now, **example.first(yard))
    for column in room.spec[REGISTER].asks:
        model_field: Any = room.model._meta.get_field(column)
        if model_field.blank or model_field.has_default():
            continue
        with pytest.raises(RuleBroken) as caught:
            said = {**example.first(yard), column: None}
            register(room, actor=yard.cast.clerk, under=under, now=yard.now, **said)
        assert caught.value.field == column
    assert not room.model.objects.exclude(pk__in=yard_pks(yard, room)).exists()
    if under is not None:
        type(under).objects.filter(pk=under.pk).update(state="gone")
        with pytest.raises(RuleBroken):
            register(room, actor=yard.cast.clerk, under=under, now=yard.now, **example.first(yard))


def yard_pks(yard: Yard, room: Any) -> list[int]:
    """What the yard itself laid before."""
    return [yard.org().pk, yard.org("street").pk] if room.key == "orgs" else []


def test_every_room_has_an_example_of_every_state_and_act_and_the_tables_are_sound() -> None:
    assert set(EXAMPLES) == set(KEYS) and len({room.kind for room in ROOMS}) == len(ROOMS)
    for room in ROOMS:
        assert set(EXAMPLES[room.key].roads) == set(room.states.values), room.key
        for act, line in room.table.items():
            assert set(line.who) <= set(WHO_WORDS) and set(line.tells) <= set(Tell)
            assert set(line.guards) <= {*room.guards, "has_records"}
            assert line.from_states <= set(room.states.values) and set(line.to) <= set(room.states.values)
            asked = set(room.spec[act].asks)
            assert asked <= {one.name for one in room.model._meta.fields}, (room.key, act)
        names = {*room.columns, *room.facts, *room.filters}
        assert names <= {one.name for one in room.model._meta.fields} | set(room.computed), room.key
        assert room.columns[-1] == "state"
        assert {act for acts in room.next_acts.values() for act in acts} <= set(room.table)
