"""Sending what waits in the outbox: claim and commit, call with no transaction open, then note what came of it.

Two senders never hold the same row. A sender that dies leaves a lease that runs out: what can be sent twice without
arriving twice is sent again, anything else is shown to a person and never silently repeated (P6)."""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.notices.channels import NotDelivered, channel
from core.notices.models import MAX_ATTEMPTS, Outbox

LEASE = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# Less than the task's soft time limit minus the slowest single call.
WORKING_TIME = 40.0
NO_SENDER_ANSWER = "发送的程序中途停了，不知道对方收到没有"


def deliver_due(*, now: datetime | None = None) -> int:
    """Send everything that is due, for at most 40 seconds; returns how many were tried."""
    until, tried = time.monotonic() + WORKING_TIME, 0
    while time.monotonic() < until:
        moment = now or timezone.now()
        row = claim_next(now=moment)
        if row is None:
            break
        if row.state == Outbox.State.SENDING:
            send(row, now=moment)
            tried += 1
    return tried


def claim_next(*, now: datetime) -> Outbox | None:
    """Take one due row for ourselves and commit that; None when nothing is due.

    A row whose sender died on a channel that could deliver twice comes back as UNKNOWN, not to be sent."""
    with transaction.atomic():
        row: Outbox | None = (
            Outbox.objects.due(now)
            .select_for_update(skip_locked=True, no_key=True)
            .order_by("send_after", "id")
            .first()
        )
        if row is None:
            return None
        abandoned = row.state == Outbox.State.SENDING
        if abandoned and not _may_repeat(row):
            row.state, row.lease_until, row.last_error = Outbox.State.UNKNOWN, None, NO_SENDER_ANSWER
        elif abandoned and row.attempts >= MAX_ATTEMPTS:
            row.state, row.lease_until, row.last_error = Outbox.State.FAILED, None, NO_SENDER_ANSWER
        else:
            row.state, row.lease_until, row.attempts = Outbox.State.SENDING, now + LEASE, row.attempts + 1
        row.save(update_fields=["state", "lease_until", "attempts", "last_error"])
        return row


def _may_repeat(row: Outbox) -> bool:
    try:
        return channel(row.channel).idempotent
    except LookupError:
        return False


def send(row: Outbox, *, now: datetime) -> None:
    """Make the call for a row that we claimed, and note what came of it."""
    try:
        way = channel(row.channel)
    except LookupError:
        _note(row, state=Outbox.State.FAILED, error="没有这个渠道，请检查设置")
        return
    try:
        way.send(row.address, row.payload, row.key)
    except NotDelivered as error:
        _try_later(row, str(error), now)
    except Exception as error:  # a channel that breaks in its own way may have delivered before it broke
        reason = str(error) or type(error).__name__
        if way.idempotent:
            _try_later(row, reason, now)
        else:
            _note(row, state=Outbox.State.UNKNOWN, error=reason)
    else:
        _note(row, state=Outbox.State.SENT, sent_at=timezone.now())


def _try_later(row: Outbox, error: str, now: datetime) -> None:
    if row.attempts >= MAX_ATTEMPTS:
        _note(row, state=Outbox.State.FAILED, error=error)
        return
    wait = min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    _note(row, state=Outbox.State.PENDING, error=error, send_after=now + wait)


def _note(
    row: Outbox,
    *,
    state: str,
    error: str = "",
    send_after: datetime | None = None,
    sent_at: datetime | None = None,
) -> None:
    """Write the result if the claim is still ours: a sender that overslept its lease does not overrule the next."""
    Outbox.objects.filter(
        pk=row.pk, state=Outbox.State.SENDING, attempts=row.attempts, lease_until=row.lease_until
    ).update(
        state=state,
        last_error=error[:200],
        send_after=send_after or row.send_after,
        sent_at=sent_at,
        lease_until=None,
    )
