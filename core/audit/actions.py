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
    plain, at = chain.plain_detail(detail), now or timezone.now()
    actor_id = actor.pk if actor is not None else None
    seq, prev_hash = _take_place(actor_id)
    digest = chain.entry_hash(
        (
            seq,
            chain.moment(at),
            actor_id,
            action,
            subject_kind,
            subject_id,
            plain,
            context.request_id,
            context.ip,
        ),
        prev_hash,
    )
    entry = Entry.objects.create(
        seq=seq,
        at=at,
        actor_id=actor_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=plain,
        request_id=context.request_id,
        ip=context.ip,
        prev_hash=prev_hash,
        hash=digest,
    )
    signature = chain.head_signature(seq, digest)
    Head.objects.filter(pk=1).update(seq=seq, hash=digest, signature=signature)
    return entry


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
