"""Taking the next import to work on, and giving it back. Who holds a live lease has it; everybody else looks away."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from core.clocks.sweeper import database_now
from core.sheets.choices import RUNNABLE, State
from core.sheets.models import SheetImport
from core.sheets.work.pulse import LEASE_SECONDS, LostLease

# Two ticks at once decide one after the other how many imports are in work.
_CLAIM_LOCK = 0x58475348
# A worker that dies over the same import again and again (memory, power) must not do so for ever.
MOST_ATTEMPTS = 10
TOO_OFTEN = "试了多次都没做完，已经停下。请把文件拆小再传；还不行，请联系系统管理员"


@dataclass(frozen=True)
class Claim:
    """An import in our hands, under the token that every write of ours is compared with."""

    sheet_import: SheetImport
    token: uuid.UUID
    stage: State

    @property
    def pk(self) -> int:
        return int(self.sheet_import.pk)


def claim_next(*, only: int | None = None) -> Claim | None:
    """Take the import that has waited longest and commit that; None when there is none, or enough are in work."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_CLAIM_LOCK])
            if not cursor.fetchone()[0]:
                return None
        now = database_now()
        waiting = SheetImport.objects.filter(state__in=RUNNABLE)
        if only is not None:
            waiting = waiting.filter(pk=only)
        elif waiting.filter(lease_until__gt=now).count() >= settings.SHEETS_AT_ONCE:
            return None
        free = waiting.filter(Q(lease_until=None) | Q(lease_until__lte=now))
        row = (
            free.select_for_update(of=("self",), skip_locked=True, no_key=True)
            .order_by("queued_at", "pk")
            .first()
        )
        return None if row is None else _take(row, now)


def _take(row: SheetImport, now: datetime) -> Claim | None:
    if row.attempts >= MOST_ATTEMPTS:
        row.error, row.state = TOO_OFTEN, resting_state(row)
        row.lease_token = row.lease_until = None
        row.save(update_fields=["error", "state", "lease_token", "lease_until"])
        return None
    row.lease_token, row.lease_until = uuid.uuid4(), now + timedelta(seconds=LEASE_SECONDS)
    row.attempts += 1
    row.done = row.total = 0
    if row.state == State.UPLOADED:
        row.state = State.READING
    row.save(update_fields=["lease_token", "lease_until", "attempts", "done", "total", "state"])
    return Claim(row, row.lease_token, State(row.state))


def resting_state(row: SheetImport) -> State:
    """Where an import rests when the worker could not do what it was to do."""
    if row.state == State.UNDOING:
        return State.PARTLY if row.number("pending") else State.DONE
    if not row.number("rows"):
        return State.FAILED
    return State.PARTLY if row.committed_at else State.READY


def settle(claim: Claim, state: State, **fields: Any) -> None:
    """The stage's last write: to the next state, if the import is still ours. Raises LostLease otherwise, which undoes
    the whole stage. Rows before the ledger: call it before audit.record."""
    changed = SheetImport.objects.filter(
        pk=claim.pk, lease_token=claim.token, state=claim.stage.value
    ).update(state=state.value, lease_token=None, lease_until=None, attempts=0, **fields)
    if changed != 1:
        raise LostLease


def give_up(claim: Claim, sentence: str, **fields: Any) -> None:
    """Say why it did not work and let the import rest; nothing when it is no longer ours."""
    row = SheetImport.objects.filter(pk=claim.pk, lease_token=claim.token, state=claim.stage.value).first()
    if row is None:
        return
    state = fields.pop("state", None) or resting_state(row)
    SheetImport.objects.filter(pk=claim.pk, lease_token=claim.token, state=claim.stage.value).update(
        state=state.value, error=sentence[:300], lease_token=None, lease_until=None, attempts=0, **fields
    )


def let_go(claim: Claim, *, seconds: int = 5) -> None:
    """Leave it to a later tick: the database was busy, nothing happened."""
    SheetImport.objects.filter(pk=claim.pk, lease_token=claim.token).update(
        lease_until=database_now() + timedelta(seconds=seconds)
    )
