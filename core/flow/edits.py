"""Changing a row that is no matter under way: a home, a person, a route. Lock, compare, change, write down, once.

    with edit(household, KIND, "confirm", "核对", actor=user, version=form_version, now=now) as e:
        e.set(confirmed_on=today)
        e.say("和户主核对过")

Same order, timeline and ledger as an act of a workflow; no states, no clocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import Conflict
from core.flow import watching
from core.flow.engine import plain
from core.flow.models import Event, EventKind

M = TypeVar("M", bound=models.Model)


class Edit:
    """One change under way: the locked row and what is written about it."""

    def __init__(self, row: Any, actor: User | None, now: datetime) -> None:
        self.row, self.actor, self.now = row, actor, now
        self.text = ""
        self.changes: dict[str, Any] = {}
        self.detail: dict[str, Any] = {}
        self._fields: set[str] = set()

    def set(self, **fields: Any) -> None:
        """Change fields; the old and new values of each go into the timeline's diff."""
        for name, value in fields.items():
            before = getattr(self.row, name)
            if before != value:
                setattr(self.row, name, value)
                self._fields.add(name)
                self.changes[name] = [plain(before), plain(value)]

    def set_quietly(self, **fields: Any) -> None:
        """Change fields whose values name people: the diff keeps that they changed, not from what to what."""
        for name, value in fields.items():
            if getattr(self.row, name) != value:
                setattr(self.row, name, value)
                self._fields.add(name)
                self.changes[name] = []

    def seal(self, **values: str) -> None:
        """Change sealed values of a SealedModel; what was and what is stay out of the diff."""
        for name, text in values.items():
            if self.row.open_sealed(name) != text:
                self.row.seal_in(name, text)
                self._fields.update(self.row.sealed_columns(name))
                self.changes[name] = []

    def say(self, text: str) -> None:
        self.text = text

    @property
    def changed(self) -> bool:
        return bool(self._fields)

    def saved_fields(self) -> list[str]:
        return sorted(self._fields | {"version"})


@contextmanager
def edit(
    row: M,
    kind: str,
    act: str,
    label: str,
    *,
    actor: User | None,
    version: int | None = None,
    now: datetime | None = None,
) -> Iterator[Edit]:
    """Run one change. Raises Conflict when the row is newer than the form; `version` None holds no form.

    The caller has found the row through visible_to and asked the policy. A change that changes nothing leaves no trace
    unless it says something."""
    now = now or timezone.now()
    with transaction.atomic():
        manager = type(row)._default_manager
        locked: Any = manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        if version is not None and version != locked.version:
            raise Conflict(
                "stale",
                "你打开之后，这一条已经有人改过。请看看现在的情况再决定",
                theirs={"version": locked.version},
                mine={"version": version},
            )
        current = Edit(locked, actor, now)
        yield current
        if current.changed or current.text:
            locked.version += 1
            locked.save(update_fields=current.saved_fields())
            write_down(
                locked,
                kind,
                act,
                label,
                actor=actor,
                now=now,
                text=current.text,
                changes=current.changes,
                **current.detail,
            )
    row.refresh_from_db()


def write_down(
    row: Any,
    kind: str,
    act: str,
    label: str,
    *,
    actor: User | None,
    now: datetime,
    text: str = "",
    changes: dict[str, Any] | None = None,
    **detail: Any,
) -> Event:
    """The line of the timeline and the line of the ledger, for a new row or a change, in the caller's transaction."""
    event = Event.objects.create(
        subject_kind=kind,
        subject_id=row.pk,
        at=now,
        actor=actor,
        actor_title=actor.title if actor else "系统",
        kind=EventKind.MOVE if actor else EventKind.SYSTEM,
        act=act,
        label=label,
        text=text,
        changes=changes or {},
        version=row.version,
    )
    watching.written(kind, row, event)
    record(
        f"{kind}.{act}",
        actor=actor,
        subject_kind=kind,
        subject_id=row.pk,
        detail={"version": row.version, "changes": changes or {}, **detail},
        now=now,
    )
    return event
