"""Writing to the ledger. Nothing else may write there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit import chain
from core.audit.context import current
from core.audit.faults import Fault
from core.audit.models import Entry, Head
from core.audit.selectors import verify
from core.errors import NotAllowed

# One lock for the whole ledger, taken last of an action's locks, so that it cannot close a circle of waiting.
LEDGER_LOCK = 0x0A0D17


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

    Lock every row you need before calling this: the ledger lock is held until commit. `detail` holds ids, codes
    and old/new values, never a plain phone or ID number. Refuses to run outside a transaction (D6)."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"audit.record({action!r}) needs the transaction of the act it records")
    context = current()
    entry = Entry(
        at=now or timezone.now(),
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=chain.plain_detail(detail),
        request_id=context.request_id,
        ip=context.ip,
    )
    entry.seq, entry.prev_hash = _take_place(entry.actor_id)
    entry.hash = chain.entry_hash(_fields(entry), entry.prev_hash)
    entry.save(force_insert=True)
    signature = chain.head_signature(entry.seq, entry.hash)
    Head.objects.filter(pk=1).update(seq=entry.seq, hash=entry.hash, signature=signature)
    return entry


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


def _take_place(actor_id: int | None) -> tuple[int, bytes]:
    """The next number and the hash to link to, under the ledger lock."""
    with connection.cursor() as cursor:
        if actor_id is not None:
            # The foreign key would lock the actor's row after the ledger; taken before, no circle can close.
            cursor.execute("SELECT 1 FROM accounts_user WHERE id = %s FOR KEY SHARE", [actor_id])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        cursor.execute("SELECT seq, hash FROM audit_head WHERE id = 1")
        row = cursor.fetchone()
    if row is None:
        Head.objects.create(pk=1, seq=0, hash=chain.ZERO, signature=chain.head_signature(0, chain.ZERO))
        return 1, chain.ZERO
    return int(row[0]) + 1, bytes(row[1])


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
