"""Every write of the rooms: setting something up, and carrying out an act of its table."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow import clockwork
from core.flow.checks import need, not_future
from core.flow.edits import write_down
from core.flow.engine import Step
from grids.works.forms import NOTE, asked_of
from grids.works.room import REGISTER, Act, Room
from grids.works.work import Work, WorkRecord

_TAKEN = "刚才有人登记了同样的一条，请回列表看一眼"


def register(
    room: Room,
    *,
    actor: User,
    under: Work | None = None,
    now: datetime | None = None,
    is_demo: bool = False,
    **said: Any,
) -> Any:
    """Set something up in a room, under another work where the room says so; its first line, the ledger and the notices.

    Refuses who may not keep it, a work above that is not open for more, and what the model forbids."""
    now, act = now or timezone.now(), room.spec[REGISTER]
    subject: Any = room.model(
        state=room.first_state, created_by=actor, created_at=now, last_act=act.row.label, last_act_at=now, is_demo=is_demo
    )  # fmt: skip
    with transaction.atomic():
        if room.under:
            _stand_under(room, subject, under)
        _need(room, act, subject, said)
        for name in act.asks:
            if name in said:
                column: Any = room.model._meta.get_field(name)
                setattr(subject, column.attname, _plain(column, said[name]))
        for name in act.seals:
            subject.seal_in(name, said.get(name) or "")
        for name, value in room.derived(subject).items():
            setattr(subject, name, value)
        decision = room.by_role(actor, act.row, subject)
        if not decision.allowed:
            raise NotAllowed(decision.code, decision.reason)
        check(subject, now)
        insert(subject)
        if act.row.clocks:
            clockwork.apply(room, subject, act.row.clocks, now=now)
            subject.save(update_fields=room.refresh_due(subject))
        write_down(
            subject, room.kind, REGISTER, act.row.label, actor=actor, now=now, text=said.get(NOTE) or ""
        )
        _tell(room, act, subject, actor, now)
    return subject


def _stand_under(room: Room, subject: Any, above: Work | None) -> None:
    """The work above, locked so that it is not ended meanwhile."""
    if above is None:
        raise ValueError(f"{room.kind} stands under a {room.under}")
    rows: Any = type(above)._default_manager
    locked = rows.select_for_update(no_key=True).get(pk=above.pk)
    if locked.state not in room.under_states:
        raise RuleBroken(
            "state", f"「{locked}」现在是「{locked.get_state_display()}」，不能再{room.table[REGISTER].label}"
        )
    setattr(subject, room.under, locked)


def _tell(room: Room, act: Act, subject: Any, actor: User, now: datetime) -> None:
    people: set[User] = set()
    for word in act.row.tells:
        people |= set(room.people(word, subject))
    people.discard(actor)
    if people:
        key = f"{room.kind}:{subject.pk}:v{subject.version}"
        title = f"{act.row.label}：{room.title(subject)}"
        room.notify(people, kind="todo", title=title, subject=subject, key=key, actor=actor, now=now)


def carry_out(
    room: Room,
    act: str,
    subject: Any,
    *,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
    **said: Any,
) -> Any:
    """Do an act of the room's table: the columns that it asks for, its record, its own work, the state, the sentence."""
    spec = room.spec[act]
    with room.step(subject, act, actor=actor, version=version, now=now) as s:
        _need(room, spec, s.subject, said)
        _write(room, spec, s, said)
        s.seal(**{name: said[name] for name in spec.seals if said.get(name)})
        s.set(**room.derived(s.subject))
        words = said.get(NOTE) or ""
        if spec.adds is not None:
            words = str(_add(spec.adds, s, said))
        if spec.carry is not None:
            words = spec.carry(room, s, said)
        if spec.row.to:
            s.move()
        check(s.subject, s.now)
        if spec.asks and spec.row.stays and not s.changes:
            raise RuleBroken("same", "没有改动。要放弃修改，点「先不办」")
        s.say(words)
    return subject


def actions_of(room: Room) -> dict[str, Any]:
    """The actions of a room by the names of its acts, as the pages call them."""
    return {act: partial(carry_out, room, act) for act in room.spec if act != REGISTER}


def _need(room: Room, act: Act, subject: Any, said: dict[str, Any]) -> None:
    """What is asked for and may not be left out. What was not said stays as it is."""
    for name in act.asks:
        column: Any = room.model._meta.get_field(name)
        if name in act.row.needs or not (column.blank or column.has_default()):
            label = room.name_label if name == "name" else column.verbose_name
            need(said.get(name, getattr(subject, column.attname)), name, f"请填「{label}」")
    for name in act.seals:
        if name in act.row.needs:
            need(said.get(name), name, f"请填「{room.sealed[name].label}」")
    if NOTE in act.row.needs:
        need(said.get(NOTE), NOTE, f"请填「{act.note}」")


def _write(room: Room, act: Act, s: Step[Any], said: dict[str, Any]) -> None:
    """The columns; long texts stay out of the timeline's diff, they may tell of people."""
    for name in act.asks:
        if name in said:
            column: Any = room.model._meta.get_field(name)
            put = s.set_quietly if isinstance(column, models.TextField) else s.set
            put(**{column.attname: _plain(column, said[name])})


def _plain(column: Any, value: Any) -> Any:
    """A value as the column keeps it: the key of another row, no text as an empty one."""
    if isinstance(value, models.Model):
        return value.pk
    return "" if value is None and not column.null else value


def _add(kind: Any, s: Step[Any], said: dict[str, Any]) -> WorkRecord:
    values: dict[str, Any] = {}
    for column in asked_of(kind):
        if not column.blank:
            need(said.get(column.name), column.name, f"请填「{column.verbose_name}」")
        values[column.name] = _plain(column, said.get(column.name))
    record: WorkRecord = kind(
        work=s.subject, created_by=s.actor, created_at=s.now, is_demo=s.subject.is_demo, **values
    )
    check(record, s.now)
    insert(record)
    return record


def check(row: Work | WorkRecord, now: datetime) -> None:
    """What must always be true of a row, said by the field: days that are past, the model's clean and its constraints."""
    for name in row.past:
        if day := getattr(row, name, None):
            not_future(day, name, now, f"「{row._meta.get_field(name).verbose_name}」")  # type: ignore[union-attr]
    try:
        row.clean()
        row.validate_constraints()
    except ValidationError as wrong:
        told = wrong.message_dict if hasattr(wrong, "error_dict") else {NON_FIELD_ERRORS: wrong.messages}
        name, messages = next(iter(told.items()))
        raise RuleBroken("invalid", messages[0], field="" if name == NON_FIELD_ERRORS else name) from wrong


def insert(row: models.Model) -> None:
    """Save a new row; one that came first in the same moment is a refusal, not a fault."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise RuleBroken("taken", _TAKEN) from taken
