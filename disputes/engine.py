"""How one act moves one case: lock, compare, ask, change, write down, set the clocks, tell. In that order, once.

    with step(dispute, "escalate", actor=user, version=form_version, now=now) as s:
        Escalation.objects.create(dispute=s.dispute, ...)
        s.move(State.ESCALATION_PENDING)
        s.say("说明", public="已上报街道")

Everything after the block happens in the same transaction: the row saved with update_fields, the event, the clocks of
the table row, the audit line, the notices. Nothing leaves the machine before commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import Conflict, NotAllowed, RuleBroken
from disputes import clockwork, policies, telling
from disputes.choices import State
from disputes.models import Dispute, DisputeEvent
from disputes.workflow import TRANSITIONS, Transition, Who

KIND = "dispute"
_TALK = frozenset({"contact", "note", "chase", "citizen_rate", "citizen_reopen", "answer_reopen"})
# Names of what a conflict page compares.
_COMPARED = ("state", "tier", "holder_id", "severity", "alert")


class Step:
    """One act under way: the locked case and what the act wants written about it."""

    def __init__(self, dispute: Dispute, row: Transition, actor: User | None, now: datetime) -> None:
        self.dispute, self.row, self.actor, self.now = dispute, row, actor, now
        self.from_state = dispute.state
        self.text = ""
        self.public = ""
        self.changes: dict[str, Any] = {}
        self.detail: dict[str, Any] = {}
        self.skip_clocks: set[str] = set()
        self.kind = ""
        self._fields: set[str] = set()

    def set(self, **fields: Any) -> None:
        """Change fields of the case; the old and new values of each go into the event's diff."""
        for name, value in fields.items():
            before = getattr(self.dispute, name)
            if before == value:
                continue
            setattr(self.dispute, name, value)
            self._fields.add(name)
            self.changes[name] = [_plain(before), _plain(value)]

    def move(self, state: State | None = None) -> None:
        """To one of the row's `to` states; the table is the only list of them."""
        target = state or self.row.to[0]
        if target not in self.row.to:
            raise ValueError(f"{self.row.act} does not lead to {target}")
        self.set(state=target.value)

    def say(self, text: str = "", *, public: str = "") -> None:
        """What the timeline keeps; `public` is what the citizen reads on the receipt page."""
        self.text, self.public = text, public

    def saved_fields(self) -> list[str]:
        return sorted(self._fields | {"version", "last_act", "last_act_at"})


def _plain(value: Any) -> Any:
    """A value as the diff keeps it: ids for rows, text for the rest."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return getattr(value, "pk", None) or str(value)


@contextmanager
def step(
    dispute: Dispute | int,
    act: str,
    *,
    actor: User | None,
    version: int | None = None,
    now: datetime | None = None,
) -> Iterator[Step]:
    """Run one act of the table. Raises Conflict (stale version), NotAllowed (role), RuleBroken (state or guard).

    `actor` None is time itself or the citizen: allowed only where the row says SYSTEM or CITIZEN. `version` None skips
    the comparison (Celery and imports hold no form)."""
    row, now = TRANSITIONS[act], now or timezone.now()
    with transaction.atomic():
        locked = lock(dispute if isinstance(dispute, int) else dispute.pk)
        _compare(locked, version)
        _allow(locked, row, actor, now)
        current = Step(locked, row, actor, now)
        yield current
        _finish(current)
    if isinstance(dispute, Dispute):
        dispute.refresh_from_db()
        dispute.__dict__.pop("_facts", None)


def lock(pk: int) -> Dispute:
    """The case's row lock, the first lock of every act. A merged or moved case is still the same row."""
    return (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("place__parent", "grid", "community")
        .get(pk=pk)
    )


def _compare(dispute: Dispute, version: int | None) -> None:
    if version is None or version == dispute.version:
        return
    since = list(dispute.events.filter(version__gt=version).select_related("actor").order_by("version"))
    words = "；".join(f"{event.actor or '系统'}{event.label}" for event in since) or "有人改过"
    theirs = {name: _plain(getattr(dispute, name)) for name in _COMPARED}
    raise Conflict(
        "stale",
        f"你打开之后，这件案件已经变了：{words}。请看看现在的情况再决定",
        theirs={**theirs, "state": State(dispute.state).label, "holder": str(dispute.holder or "—")},
        mine={"version": version},
    )


def _allow(dispute: Dispute, row: Transition, actor: User | None, now: datetime) -> None:
    if actor is None:
        if not {Who.SYSTEM, Who.CITIZEN} & set(row.who):
            raise NotAllowed("role", f"「{row.label}」要由人来做")
    else:
        decision = policies.by_role(actor, row, dispute)
        if not decision.allowed:
            raise NotAllowed(decision.code, decision.reason)
    decision = policies.by_state(row, dispute, now)
    if not decision.allowed:
        raise RuleBroken(decision.code, decision.reason)


def _finish(current: Step) -> None:
    dispute, row, now = current.dispute, current.row, current.now
    if "stop:CK1" in row.clocks and dispute.first_contact_at is None:
        # Whatever ends the first-contact clock was a talk with the parties.
        current.set(first_contact_at=now)
    dispute.version += 1
    dispute.last_act, dispute.last_act_at = row.label, now
    dispute.__dict__.pop("_facts", None)
    clocks = clockwork.apply(dispute, row, now=now, skip=current.skip_clocks)
    due_fields = clockwork.refresh_due(dispute)
    dispute.save(update_fields=sorted({*current.saved_fields(), *due_fields}))
    event = _write_event(current)
    record(
        f"{KIND}.{row.act}",
        actor=current.actor,
        subject_kind=KIND,
        subject_id=dispute.pk,
        detail={
            "no": dispute.no,
            "from": current.from_state,
            "to": dispute.state,
            "version": dispute.version,
            "changes": current.changes,
            "clocks": clocks,
            **current.detail,
        },
        now=now,
    )
    telling.tell(dispute, row, event, now=now)


def _write_event(current: Step) -> DisputeEvent:
    dispute, row = current.dispute, current.row
    kind = current.kind or (DisputeEvent.Kind.TALK if row.act in _TALK else DisputeEvent.Kind.MOVE)
    if current.actor is None and row.act not in _TALK:
        kind = DisputeEvent.Kind.SYSTEM
    return DisputeEvent.objects.create(
        dispute=dispute,
        at=current.now,
        actor=current.actor,
        actor_title=current.actor.title if current.actor else ("居民" if Who.CITIZEN in row.who else "系统"),
        kind=kind,
        act=row.act,
        label=row.label,
        from_state=current.from_state if current.from_state != dispute.state else "",
        to_state=dispute.state if current.from_state != dispute.state else "",
        tier=dispute.tier,
        text=current.text,
        public_text=current.public,
        changes=current.changes,
        version=dispute.version,
    )
