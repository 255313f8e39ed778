"""A yard that brings a work of any room (grids.works) into any state, and what holds of every room: walked by the generated
tests of each app with the examples that the app writes by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import models, transaction

from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from grids.models import Area
from grids.works.actions import carry_out, register
from grids.works.pages import Pages
from grids.works.room import REGISTER, STRIKE, Room, Tell
from tests.cast import Cast, Town

# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY, SPRING = date(2026, 3, 2), date(2026, 5, 1)
WHY = {"note": "按会议决定办"}


@dataclass(frozen=True)
class Example:
    """What is typed to begin one, the roads into its states, and what is typed at each act."""

    first: Callable[[Any], dict[str, Any]]
    roads: dict[str, tuple[str, ...]]
    data: dict[str, Any] = field(default_factory=dict)
    before: dict[str, tuple[str, ...]] = field(default_factory=dict)
    above_state: str = ""


@dataclass
class Yard:
    """Steps forward an hour with each act. An app says which pages and examples it walks, and who begins what."""

    cast: Cast
    town: Town
    now: datetime = T0
    pages: ClassVar[Pages]
    examples: ClassVar[Mapping[str, Example]]

    @property
    def area(self) -> Area:
        return self.town.tiebei.area

    def starter(self, room: Room) -> User:
        """Who sets one up."""
        return self.cast.clerk

    def doer(self, row: Any, act: str) -> User:
        """Who does the act."""
        raise NotImplementedError

    def room(self, row: Any) -> Room:
        return self.pages.by_key[row.room]

    def begun(self, key: str, by: User | None = None, **changes: Any) -> Any:
        """A fresh work of the room, its upper work made first where it has one."""
        room, example = self.pages.by_key[key], self.examples[key]
        self.now += HOUR
        under = changes.pop("under", None)
        if room.under and under is None:
            above = self.pages.above(room)
            under = self.to(above.key, example.above_state)
        said = {**example.first(self), **changes}
        return register(room, actor=by or self.starter(room), under=under, now=self.now, **said)

    def to(self, key: str, state: str, **changes: Any) -> Any:
        """A fresh work of the room in that state."""
        row = self.begun(key, **changes)
        for act in self.examples[key].roads[state]:
            row = self.step(row, act)
        assert row.state == state
        return row

    def do(self, row: Any, act: str, by: User, **said: Any) -> Any:
        self.now += HOUR
        room = self.room(row)
        return carry_out(room, act, room.queryset().get(pk=row.pk), actor=by, now=self.now, **said)

    def step(self, row: Any, act: str, **changes: Any) -> Any:
        """A good call of the act by whoever usually does it; what must come before is done first."""
        for name in self.examples[row.room].before.get(act, ()):
            row = self.step(row, name)
        return self.do(row, act, self.doer(row, act), **{**self.said(row, act), **changes})

    def said(self, row: Any, act: str) -> dict[str, Any]:
        data = self.examples[row.room].data.get(act, {})
        return dict(data(self, row)) if callable(data) else dict(data)


def newest_record(yard: Yard, row: Any) -> dict[str, Any]:
    """The newest record, to be struck."""
    one = next(iter(yard.room(row).live_records(row)))
    return {"record": f"{one._meta.model_name}-{one.pk}", **WHY}


def acts_of(room: Room) -> set[str]:
    return set(room.table) - {REGISTER}


def body(answer: Any) -> str:
    return str(answer.content.decode())


def typed(said: dict[str, Any]) -> dict[str, str]:
    """As a browser sends it."""

    def one(value: Any) -> str:
        if isinstance(value, models.Model):
            return str(value.pk)
        return value.isoformat() if isinstance(value, date) else str(value)

    return {name: one(value) for name, value in said.items() if value is not None}


# --- what holds of every room -----------------------------------------------------------------------
def trace(yard: Yard, row: Any) -> tuple[Any, ...]:
    """Everything that an act leaves behind."""
    room = yard.room(row)
    fresh = room.queryset().get(pk=row.pk)
    return (
        fresh.version,
        fresh.state,
        Event.objects.filter(subject_kind=room.kind, subject_id=row.pk).count(),
        Entry.objects.filter(subject_kind=room.kind, subject_id=row.pk).count(),
        [kind.objects.filter(work=row).count() for kind in room.records],
        list(Clock.objects.of(room.kind, row.pk).values_list("code", "stopped_at", "cancelled_at")),
    )


def open_to_whom_it_names(yard: Yard, key: str, seen: set[str], who: Mapping[str, set[str]]) -> None:
    """Sight, role × act and illegal acts in each state."""
    room = yard.pages.by_key[key]
    for state in yard.examples[key].roads:
        with transaction.atomic():
            row = yard.to(key, state)
            people = yard.cast.all.items()
            rows: Any = room.model.objects
            found = {name for name, user in people if rows.visible_to(user).filter(pk=row.pk).exists()}
            assert found == seen, state
            for act, line in room.table.items():
                expected = set().union(*(who[one] for one in line.who))
                may = {name for name, user in people if room.by_role(user, line, row).allowed}
                assert may == expected, (state, act)
            before = trace(yard, row)
            for act, line in room.table.items():
                if state in line.from_states:
                    continue
                with pytest.raises(RuleBroken), room.step(row, act, actor=yard.doer(row, act), now=yard.now):
                    pytest.fail(f"{act} began from {state}")
            assert trace(yard, row) == before
            transaction.set_rollback(True)


def each_act_is_written_down(yard: Yard, key: str, strangers: tuple[str, ...]) -> None:
    """One version, one line of the timeline, one line of the ledger; strangers, stale forms and gaps are refused."""
    room, example, walked = yard.pages.by_key[key], yard.examples[key], set()
    for state in example.roads:
        for act in sorted(acts_of(room)):
            if state not in room.table[act].from_states:
                continue
            if act == STRIKE and not room.table[example.before[act][0]].from_states & {state}:
                continue  # struck after the end: told in the app's tests of rules
            walked.add(act)
            with transaction.atomic():
                _one(yard, yard.to(key, state), act, strangers)
                transaction.set_rollback(True)
    assert walked == acts_of(room)


def _one(yard: Yard, row: Any, act: str, strangers: tuple[str, ...]) -> None:
    room = yard.room(row)
    line = room.table[act]
    for name in yard.examples[row.room].before.get(act, ()):
        row = yard.step(row, name)
    row = room.queryset().get(pk=row.pk)
    for stranger in strangers:
        with pytest.raises(NotAllowed), room.step(row, act, actor=getattr(yard.cast, stranger)):
            pytest.fail(f"{stranger} did {act}")
    said, actor = yard.said(row, act), yard.doer(row, act)
    before = trace(yard, row)
    with pytest.raises(Conflict):
        yard.do(row, act, actor, version=row.version - 1, **said)
    for name in line.needs:
        with pytest.raises(RuleBroken) as caught:
            yard.do(row, act, actor, **{**said, name: ""})
        assert caught.value.field == name, (act, name)
    assert trace(yard, row) == before
    fresh = yard.do(row, act, actor, version=row.version, **said)
    assert fresh.state == (line.to[0] if line.to else row.state)
    assert fresh.version == row.version + 1
    event = Event.objects.get(subject_kind=room.kind, subject_id=row.pk, version=fresh.version)
    assert (event.act, event.actor, event.at) == (act, actor, yard.now)
    entry = Entry.objects.filter(subject_kind=room.kind, subject_id=row.pk).latest("seq")
    assert (entry.action, entry.detail["to"]) == (f"{room.kind}.{act}", fresh.state)


def setting_up_is_written_down(yard: Yard, key: str, strangers: tuple[str, ...]) -> Any:
    """The first line; refused to strangers and with gaps."""
    room, row = yard.pages.by_key[key], yard.begun(key)
    assert (row.state, row.version) == (room.first_state, 1)
    starter = yard.starter(room)
    event = Event.objects.get(subject_kind=room.kind, subject_id=row.pk)
    assert (event.act, event.actor) == (REGISTER, starter)
    assert Entry.objects.get(subject_kind=room.kind, subject_id=row.pk).action == f"{room.kind}.{REGISTER}"
    example, under = yard.examples[key], getattr(row, room.under) if room.under else None
    rows: Any = room.model.objects
    rows.filter(pk=row.pk).delete()
    left = rows.count()
    for name in strangers:
        with pytest.raises(NotAllowed):
            register(room, actor=getattr(yard.cast, name), under=under, now=yard.now, **example.first(yard))
    for column in room.spec[REGISTER].asks:
        model_field: Any = room.model._meta.get_field(column)
        if model_field.blank or model_field.has_default():
            continue
        with pytest.raises(RuleBroken) as caught:
            said = {**example.first(yard), column: None}
            register(room, actor=starter, under=under, now=yard.now, **said)
        assert caught.value.field == column
    assert rows.count() == left
    if under is not None:
        type(under).objects.filter(pk=under.pk).update(state="gone")
        with pytest.raises(RuleBroken):
            register(room, actor=starter, under=under, now=yard.now, **example.first(yard))
    return row


def tables_are_sound(yard: type[Yard]) -> None:
    """Every room has an example of every state and act, and its data names what exists."""
    rooms = yard.pages.rooms
    assert set(yard.examples) == {room.key for room in rooms}
    assert len({room.kind for room in rooms}) == len(rooms)
    for room in rooms:
        assert set(yard.examples[room.key].roads) == set(room.states.values), room.key
        columns = {one.name for one in room.model._meta.fields}
        for act, line in room.table.items():
            assert set(line.who) <= set(room.who_words) and set(line.tells) <= {*Tell, *room.who_words}
            assert set(line.guards) <= {*room.guards, "has_records"}
            assert line.from_states <= set(room.states.values) and set(line.to) <= set(room.states.values)
            assert set(room.spec[act].asks) <= columns, (room.key, act)
        assert {*room.columns, *room.facts, *room.filters} <= columns | set(room.computed), room.key
        assert room.columns[-1] == "state"
        assert {act for acts in room.next_acts.values() for act in acts} <= set(room.table)
