"""What the system administrator decides about a copy that did not arrive, or perhaps did."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit.actions import record
from core.errors import Conflict, NotAllowed
from core.notices.models import MAX_ATTEMPTS, Outbox


def retry_delivery(delivery: Outbox, *, actor: User, now: datetime | None = None) -> None:
    """Send a failed or unknown delivery once more, because a person decided so. Refuses one that is not waiting."""
    now = now or timezone.now()
    _decide(delivery, actor=actor, now=now, action="delivery.retry", state=Outbox.State.PENDING)


def mark_delivered(delivery: Outbox, *, actor: User, now: datetime | None = None) -> None:
    """Note that a delivery of unknown outcome did arrive, e.g. after a call to the person."""
    now = now or timezone.now()
    _decide(delivery, actor=actor, now=now, action="delivery.mark_delivered", state=Outbox.State.SENT)


def _decide(delivery: Outbox, *, actor: User, now: datetime, action: str, state: str) -> None:
    """What both decisions share: the administrator's alone, on a delivery that waits for one, and in the ledger."""
    if not has_role(actor, "sysadmin"):
        raise NotAllowed("delivery_not_yours", "外发消息由系统管理员处理")
    with transaction.atomic():
        row = Outbox.objects.select_for_update(no_key=True).get(pk=delivery.pk)
        if row.state not in (Outbox.State.UNKNOWN, Outbox.State.FAILED):
            raise Conflict("delivery_moved_on", f"这条已经有人处理过，现在是「{row.get_state_display()}」")
        was, row.state = row.state, state
        if state == Outbox.State.SENT:
            row.sent_at = now
        else:
            # One more try by hand, not eight by the clock.
            row.send_after, row.attempts = now, MAX_ATTEMPTS - 1
        row.save(update_fields=["state", "sent_at", "send_after", "attempts"])
        record(
            action,
            actor=actor,
            subject_kind="delivery",
            subject_id=row.pk,
            detail={"from": was, "to": state},
            now=now,
        )
