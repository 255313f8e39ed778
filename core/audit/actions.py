"""Writing to the ledger. Nothing else may write there."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit import chain
from core.audit.context import current, heard
from core.audit.faults import Fault
from core.audit.models import Entry, Head
from core.audit.selectors import verify
from core.errors import NotAllowed

# The ledger's end is its lock, taken last of an action's locks, so that it cannot close a circle of waiting. The foreign key
# of a line would lock the rows of its actors after it; so the same statement locks those first: the end is locked only when
# the row to be returned is whole, and for that the actors have been counted.
_ACTORS = "SELECT 1 FROM accounts_user WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
_END = f"""
WITH held AS MATERIALIZED ({_ACTORS})
SELECT h.seq, h.hash, h.signature, actors.n
FROM audit_head h CROSS JOIN (SELECT count(*) AS n FROM held) AS actors WHERE h.id = 1
FOR NO KEY UPDATE OF h
"""  # noqa: S608 - our own words

_COLUMNS = (
    "seq", "at", "actor_id", "action", "subject_kind", "subject_id", "detail", "request_id", "ip", "prev_hash", "hash",
)  # fmt: skip
_LINE = f"({', '.join(['%s'] * len(_COLUMNS))})"
# The lines and the new end in one statement: every act of the house waits for its turn here.
_APPEND = f"""
WITH lines AS (INSERT INTO audit_entry ({", ".join(_COLUMNS)}) VALUES {{lines}})
UPDATE audit_head SET seq = %s, hash = %s, signature = %s WHERE id = 1
"""  # noqa: S608 - our own words

# Lines of a long act that wait for its end; None when each is written at once.
_waiting: ContextVar[list[Entry] | None] = ContextVar("audit_waiting", default=None)
_BATCH = 500


class OutsideTransaction(RuntimeError):
    """An audit line that is not in one transaction with its act could be true while the act is not."""


def record(
    action: str,
    *,
    actor: User | None,
    subject_kind: str = "",
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Entry:
    """Append one act to the ledger inside the caller's transaction.

    Lock every row you need before calling this: the ledger lock is held until commit (an act made of several: see
    recorded_at_end). `detail` holds ids, codes and old/new values, never a plain phone or ID number. Refuses to run
    outside a transaction (D6)."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"audit.record({action!r}) needs the transaction of the act it records")
    context = current()
    entry = Entry(
        at=now or timezone.now(),
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=chain.plain_detail({**(detail or {}), "via": context.via} if context.via else detail),
        request_id=context.request_id,
        ip=context.ip,
    )
    heard(action)
    waiting = _waiting.get()
    if waiting is None:
        _append([entry], _actors([entry]))
    else:
        waiting.append(entry)
    return entry


@contextmanager
def recorded_at_end() -> Iterator[None]:
    """Let the lines of a long act wait, and write them together when it ends: everybody else's acts queue for the ledger
    from its first line to its commit, and an import of a thousand rows would hold them up for as long as it runs.
    An act made of several others needs it too: the first would take the ledger's lock and the next reach for a row that
    somebody holds who waits for the ledger, a ring.

    Inside the act's transaction; when the act fails, its lines go with it. A block inside another one leaves its lines
    to it. An act that may fail in parts puts each part into `recorded_if_done`."""
    if _waiting.get() is not None:
        with _taken_back_on_failure():
            yield
        return
    token = _waiting.set([])
    try:
        yield
        entries = _waiting.get() or []
    finally:
        _waiting.reset(token)
    # Everybody of them with the first: nobody's row is locked once the ledger is.
    actors = _actors(entries)
    for start in range(0, len(entries), _BATCH):
        _append(entries[start : start + _BATCH], actors)


@contextmanager
def recorded_if_done() -> Iterator[None]:
    """A savepoint, and with it the lines written inside: whatever undoes the one takes the others back."""
    with _taken_back_on_failure(), transaction.atomic():
        yield


@contextmanager
def _taken_back_on_failure() -> Iterator[None]:
    waiting = _waiting.get()
    before = len(waiting) if waiting is not None else 0
    try:
        yield
    except BaseException:
        if waiting is not None:
            del waiting[before:]
        raise


def _append(entries: list[Entry], actors: list[int]) -> None:
    """Link the lines to the ledger's end, in their order, under its lock."""
    with connection.cursor() as cursor:
        seq, last, _ = take_end(cursor, actors)
        for entry in entries:
            seq += 1
            entry.seq, entry.prev_hash = seq, last
            entry.hash = last = chain.entry_hash(_fields(entry), entry.prev_hash)
        rows = [value for entry in entries for value in _row(entry)]
        lines = ", ".join([_LINE] * len(entries))
        cursor.execute(_APPEND.format(lines=lines), [*rows, seq, last, chain.head_signature(seq, last)])


def _row(entry: Entry) -> list[Any]:
    values = {name: getattr(entry, name) for name in _COLUMNS}
    return [*(values | {"detail": json.dumps(entry.detail)}).values()]


def _fields(entry: Entry) -> chain.Fields:
    """What the hash covers, in its order."""
    return (
        entry.seq,
        chain.moment(entry.at),
        entry.actor_id,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.detail,
        entry.request_id,
        entry.ip,
    )


def _actors(entries: list[Entry]) -> list[int]:
    return sorted({entry.actor_id for entry in entries if entry.actor_id is not None})


def take_end(cursor: Any, actors: Collection[int] = ()) -> tuple[int, bytes, bytes]:
    """The last number, the hash to link to and the end's signature, as they are once nobody else writes: the ledger is
    the caller's until commit. One query; three more for the very first line."""
    cursor.execute(_END, [list(actors)])
    row = cursor.fetchone()
    if row is None:
        cursor.execute(_ACTORS, [list(actors)])
        first = Head(pk=1, seq=0, hash=chain.ZERO, signature=chain.head_signature(0, chain.ZERO))
        # Somebody else may write the first line just now.
        Head.objects.bulk_create([first], ignore_conflicts=True)
        return take_end(cursor, actors)
    return int(row[0]), bytes(row[1]), bytes(row[2])


# What a page checks while a person waits; the whole chain is walked every night.
LINES_CHECKED_BY_HAND = 200_000


def check_ledger(*, actor: User, now: datetime | None = None) -> list[Fault]:
    """Walk the latest lines for the auditor who asked, and note that it was done. Refuses everybody else."""
    if not has_role(actor, "auditor"):
        raise NotAllowed("audit_not_yours", "操作记录由审计员检查")
    head = Head.objects.filter(pk=1).first()
    since = max(1, (head.seq if head else 0) - LINES_CHECKED_BY_HAND + 1)
    faults = verify(since=since)
    with transaction.atomic():
        record("audit.verify", actor=actor, detail={"since": since, "faults": len(faults)}, now=now)
    return faults
