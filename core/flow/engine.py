"""How one act moves one matter: lock, compare, ask, change, write down, set the clocks, tell. In that order, once.

    with flow.step(matter, "escalate", actor=user, version=form_version, now=now) as s:
        Escalation.objects.create(matter=s.subject, ...)
        s.move(State.ESCALATION_PENDING)
        s.say("说明", public="已上报街道")

Everything after the block happens in the same transaction: the row saved with update_fields, the event, the clocks of
the table row, the notices, the audit line last. Nothing leaves the machine before commit.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models, transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow import clockwork, watching
from core.flow.models import Event, EventKind
from core.flow.table import ALLOWED, ActOption, Decision, Transition
from core.notices.actions import notify

M = TypeVar("M", bound=models.Model)


class Step(Generic[M]):
    """One act under way: the locked row and what the act wants written about it."""

    def __init__(self, subject: M, row: Transition, actor: User | None, now: datetime) -> None:
        self.subject, self.row, self.actor, self.now = subject, row, actor, now
        self.from_state: str = getattr(subject, "state", "")
        self.text = ""
        self.public = ""
        self.changes: dict[str, Any] = {}
        self.detail: dict[str, Any] = {}
        self.skip_clocks: set[str] = set()
        self.kind = ""
        self._fields: set[str] = set()

    def set(self, **fields: Any) -> None:
        """Change fields of the row; the old and new values of each go into the event's diff."""
        for name, value in fields.items():
            before = getattr(self.subject, name)
            if before == value:
                continue
            setattr(self.subject, name, value)
            self._fields.add(name)
            self.changes[name] = [plain(before), plain(value)]

    def set_quietly(self, **fields: Any) -> None:
        """Change fields whose values name people: the diff keeps that they changed, not from what to what."""
        for name, value in fields.items():
            if getattr(self.subject, name) != value:
                setattr(self.subject, name, value)
                self._fields.add(name)
                self.changes[name] = []

    def seal(self, **values: str) -> None:
        """Change sealed values of a SealedModel; what was and what is stay out of the diff."""
        row: Any = self.subject
        for name, text in values.items():
            if row.open_sealed(name) != text:
                row.seal_in(name, text)
                self._fields.update(row.sealed_columns(name))
                self.changes[name] = []

    def move(self, state: str | None = None) -> None:
        """To one of the row's `to` states; the table is the only list of them."""
        target = state or self.row.to[0]
        if target not in self.row.to:
            raise ValueError(f"{self.row.act} does not lead to {target}")
        self.set(state=str(target))

    def say(self, text: str = "", *, public: str = "") -> None:
        """What the timeline keeps; `public` is what the citizen reads."""
        self.text, self.public = text, public

    def saved_fields(self) -> frozenset[str]:
        return frozenset(self._fields | {"version", "last_act", "last_act_at"})


def plain(value: Any) -> Any:
    """A value as the diff keeps it: ids for rows, text for the rest."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return getattr(value, "pk", None) or str(value)


class Flow(Generic[M]):
    """A workflow of one model. An app subclasses it and answers the questions below."""

    kind: ClassVar[str]
    table: ClassVar[Mapping[str, Transition]]
    states: ClassVar[type[models.TextChoices]]
    who_words: ClassVar[Mapping[str, str]]
    # How a sentence names one of them.
    noun: ClassVar[str] = "这一件"
    # Names of what a conflict shows.
    compared: ClassVar[tuple[str, ...]] = ("state",)
    # Rights of others that remind but turn no matter red.
    not_a_duty: ClassVar[Collection[str]] = frozenset()
    # Told as blocked with the reason even when the state is not there yet: what people ask for most.
    always_named: ClassVar[Collection[str]] = frozenset()
    open_states: ClassVar[Collection[str]] = frozenset()
    # The act that usually comes next in a state, the likeliest first: its button is drawn first and filled.
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    verbs: ClassVar[Mapping[str, clockwork.Verb]] = clockwork.VERBS

    # --- what the app answers -----------------------------------------------------------------
    def queryset(self) -> "models.QuerySet[M]":
        """The rows, with the relations that an act reads."""
        raise NotImplementedError

    def holds(self, user: User, who: str, subject: M) -> bool:
        """Whether the user is `who` for this row today."""
        raise NotImplementedError

    def guard(self, name: str, subject: M, now: datetime) -> str:
        """Why the row forbids the act now, as a sentence; empty when it does not."""
        raise NotImplementedError

    def people(self, tell: str, subject: M) -> Iterable[User]:
        """Whom a word of `tells` (and of a rule's reminders) means for this row."""
        raise NotImplementedError

    def title(self, subject: M) -> str:
        """The words of a notice about it; they may leave the house, so they name nobody."""
        return str(subject)

    def forbids(self, user: User, subject: M) -> Decision:
        """What stops this person whatever their role, e.g. that they stepped aside."""
        return ALLOWED

    def is_urgent(self, subject: M) -> bool:
        return False

    def clock_code(self, subject: M, code: str) -> str:
        return code

    def clock_starts(self, subject: M, code: str) -> datetime | None:
        return None

    def clock_due(self, subject: M, code: str) -> datetime | None:
        return None

    # --- who may ------------------------------------------------------------------------------
    def by_role(self, user: User, row: Transition, subject: M) -> Decision:
        """The role part alone: a refusal is a 403."""
        if not any(self.holds(user, who, subject) for who in row.who):
            words = "、".join(dict.fromkeys(self.who_words[who] for who in row.who))
            return Decision(False, "role", f"「{row.label}」由{words}来做")
        return self.forbids(user, subject)

    def by_state(self, row: Transition, subject: M, now: datetime) -> Decision:
        """The state part and the guards, with a reason that names what is missing: a refusal is a 422."""
        state = subject.state  # type: ignore[attr-defined]
        if state not in row.from_states:
            return Decision(False, "state", f"这件现在是「{self.states(state).label}」，不能{row.label}")
        for name in row.guards:
            if why := self.guard(name, subject, now):
                return Decision(False, name, why)
        return ALLOWED

    def may(self, user: User, act: str, subject: M, now: datetime | None = None) -> Decision:
        """Role first, then state and guards."""
        row = self.table[act]
        decision = self.by_role(user, row, subject)
        return decision if not decision.allowed else self.by_state(row, subject, now or timezone.now())

    def acts_for(self, user: User, subject: M, now: datetime | None = None) -> list[ActOption]:
        """What the person may do now, and what they hold the role for but a guard does not allow yet, with why."""
        now = now or timezone.now()
        state = subject.state  # type: ignore[attr-defined]
        options = []
        for row in self.table.values():
            named = row.act in self.always_named and state in self.open_states
            if (state in row.from_states or named) and self.by_role(user, row, subject).allowed:
                decision = self.by_state(row, subject, now)
                options.append(ActOption(row.act, row.label, decision.allowed, decision.reason))
        return options

    # --- one act ------------------------------------------------------------------------------
    @contextmanager
    def step(
        self,
        subject: M | int,
        act: str,
        *,
        actor: User | None,
        version: int | None = None,
        now: datetime | None = None,
    ) -> Iterator[Step[M]]:
        """Run one act of the table. Raises Conflict (stale version), NotAllowed (role), RuleBroken (state or guard).

        `actor` None is time itself or a citizen: allowed only where the row says so. `version` None skips the
        comparison (Celery and imports hold no form)."""
        row, now = self.table[act], now or timezone.now()
        with transaction.atomic():
            locked = self.lock(subject if isinstance(subject, int) else subject.pk)
            self._compare(locked, version)
            self._allow(locked, row, actor, now)
            current = self.begin(locked, row, actor, now)
            yield current
            self._finish(current)
        if isinstance(subject, models.Model):
            _take_over(subject, locked)
            self.forget(subject)

    def begin(self, subject: M, row: Transition, actor: User | None, now: datetime) -> Step[M]:
        return Step(subject, row, actor, now)

    def lock(self, pk: int) -> M:
        """The row's lock, the first lock of every act."""
        return self.queryset().select_for_update(of=("self",), no_key=True).get(pk=pk)

    def forget(self, subject: M) -> None:
        """Drop what was remembered about the row before the act."""

    def events_since(self, subject: M, version: int) -> list[Any]:
        """The acts after a version, oldest first."""
        rows = Event.objects.filter(subject_kind=self.kind, subject_id=subject.pk, version__gt=version)
        return list(rows.select_related("actor").order_by("version"))

    def _compare(self, subject: M, version: int | None) -> None:
        if version is None or version == subject.version:  # type: ignore[attr-defined]
            return
        since = self.events_since(subject, version)
        words = "；".join(f"{event.actor or '系统'}{event.label}" for event in since) or "有人改过"
        raise Conflict(
            "stale",
            f"你打开之后，{self.noun}已经变了：{words}。请看看现在的情况再决定",
            theirs=self.conflicting(subject),
            mine={"version": version},
        )

    def conflicting(self, subject: M) -> dict[str, Any]:
        """The present values that a conflict page shows."""
        found = {name: plain(getattr(subject, name)) for name in self.compared}
        return found | {"state": self.states(subject.state).label}  # type: ignore[attr-defined]

    def _allow(self, subject: M, row: Transition, actor: User | None, now: datetime) -> None:
        if actor is None:
            if not row.without_account:
                raise NotAllowed("role", f"「{row.label}」要由人来做")
        else:
            decision = self.by_role(actor, row, subject)
            if not decision.allowed:
                raise NotAllowed(decision.code, decision.reason)
        decision = self.by_state(row, subject, now)
        if not decision.allowed:
            raise RuleBroken(decision.code, decision.reason)

    def _finish(self, current: Step[M]) -> None:
        subject: Any = current.subject
        row, now = current.row, current.now
        self.before_save(current)
        subject.version += 1
        subject.last_act, subject.last_act_at = row.label, now
        self.forget(subject)
        clocks = self.apply_clocks(current)
        due = self.refresh_due(subject)
        subject.save(update_fields=sorted({*current.saved_fields(), *due}))
        event = self.write_event(current, current.kind or self._event_kind(current))
        watching.pass_on(self.kind, current, event, clocks)
        record(
            f"{self.kind}.{row.act}",
            actor=current.actor,
            subject_kind=self.kind,
            subject_id=subject.pk,
            detail={
                "from": current.from_state,
                "to": subject.state,
                "version": subject.version,
                "changes": current.changes,
                "clocks": clocks,
                **current.detail,
            },
            now=now,
        )
        self.tell(current, event)

    def before_save(self, current: Step[M]) -> None:
        """A last word of the app before the row is saved."""

    def refresh_due(self, subject: M) -> list[str]:
        """Copy the nearest live duty onto the row; answers with the changed fields."""
        return clockwork.refresh_due(self, subject, not_a_duty=self.not_a_duty)

    def apply_clocks(self, current: Step[M]) -> list[str]:
        return clockwork.apply(
            self, current.subject, current.row.clocks, now=current.now, skip=current.skip_clocks
        )

    def _event_kind(self, current: Step[M]) -> str:
        if current.row.is_talk:
            return EventKind.TALK
        return EventKind.SYSTEM if current.actor is None else EventKind.MOVE

    def write_event(self, current: Step[M], kind: str) -> Any:
        """The line of the timeline."""
        return Event.objects.create(
            subject_kind=self.kind, subject_id=current.subject.pk, **event_facts(current, kind)
        )

    def tell(self, current: Step[M], event: Any) -> None:
        """One notice a person for this act; the one who did it hears nothing."""
        people: set[User] = set()
        for word in current.row.tells:
            people |= set(self.people(word, current.subject))
        people.discard(current.actor)
        if people:
            self.notify(
                people,
                kind="todo",
                title=f"{current.row.label}：{self.title(current.subject)}",
                subject=current.subject,
                key=f"{self.kind}:{current.subject.pk}:v{event.version}",
                body=current.text[:200],
                actor=current.actor,
                now=current.now,
            )

    def notify(
        self,
        people: Iterable[User],
        *,
        kind: str,
        title: str,
        subject: M,
        key: str,
        now: datetime,
        **more: Any,
    ) -> None:
        """Notices about one row, to people in the order of their ids."""
        notify(
            sorted(people, key=lambda person: person.pk),
            kind=kind,
            title=title,
            subject_kind=self.kind,
            subject_id=subject.pk,
            key=key,
            urgent=self.is_urgent(subject),
            now=now,
            **more,
        )


def _take_over(subject: M, after: M) -> None:
    """The caller's row becomes as the act left it, as refresh_from_db would make it, without asking once more."""
    for column in subject._meta.concrete_fields:
        setattr(subject, column.attname, getattr(after, column.attname))
    # What was looked up through the row before the act may have changed with it.
    subject._state.fields_cache.clear()
    vars(subject).pop("_prefetched_objects_cache", None)


def event_facts(current: Step[Any], kind: str) -> dict[str, Any]:
    """What every timeline keeps of an act."""
    subject, moved = current.subject, current.from_state != current.subject.state
    title = current.actor.title if current.actor else ("居民" if current.row.by_citizen else "系统")
    return {
        "at": current.now,
        "actor": current.actor,
        "actor_title": title,
        "kind": kind,
        "act": current.row.act,
        "label": current.row.label,
        "from_state": current.from_state if moved else "",
        "to_state": subject.state if moved else "",
        "text": current.text,
        "public_text": current.public,
        "changes": current.changes,
        "version": subject.version,
    }
