"""Telling people. The message and its copies for outside are written with the act they tell of (D4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit.actions import record
from core.errors import Conflict, NotAllowed
from core.notices.models import MAX_ATTEMPTS, Mute, Notice, Outbox, Subscription
from core.notices.quiet import send_time


def notify(
    recipients: Iterable[User],
    *,
    kind: str,
    title: str,
    body: str = "",
    subject_kind: str = "",
    subject_id: int | None = None,
    key: str,
    urgent: bool = False,
    actor: User | None = None,
    now: datetime | None = None,
    late_by: timedelta | None = None,
) -> int:
    """Put one message into each recipient's inbox and a delivery into the outbox for each of their channels.

    Returns how many people were newly told: the same key tells nobody twice. Quiet hours hold back only what
    goes outside, and not what is urgent; a muted subject stays inside. Disabled accounts are not told."""
    if kind not in Notice.Kind.values:
        raise ValueError(f"{kind!r} is not a kind of notice")
    now = now or timezone.now()
    people = {user.pk for user in recipients if user.is_active}
    facts = {
        "kind": kind,
        "title": title[:120],
        "body": body[:500],
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "key": key,
        "urgent": urgent,
        "late_by": late_by,
        "actor": actor,
        "created_at": now,
    }
    with transaction.atomic():
        told = Notice.objects.filter(recipient__in=people, key=key).values_list("recipient_id", flat=True)
        # In the order of ids: two who tell the same people at once do not wait for each other in a ring.
        fresh = [Notice(recipient_id=pk, **facts) for pk in sorted(people.difference(told))]
        return _write(fresh, key=key, send_after=send_time(now, urgent=urgent)) if fresh else 0


def _write(fresh: list[Notice], *, key: str, send_after: datetime) -> int:
    """Insert what another transaction did not insert meanwhile, and the deliveries that follow from it."""
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    wanted = [notice.recipient_id for notice in fresh]
    rows = list(Notice.objects.filter(recipient__in=wanted, key=key).defer("body"))
    first = fresh[0]
    muted = set(
        Mute.objects.filter(
            user__in=wanted, subject_kind=first.subject_kind, subject_id=first.subject_id
        ).values_list("user_id", flat=True)
        if first.subject_id is not None
        else []
    )
    by_person = {row.recipient_id: row for row in rows if row.recipient_id not in muted}
    channels = Subscription.objects.filter(user__in=by_person, is_active=True).order_by("pk")
    Outbox.objects.bulk_create(
        [_delivery(by_person[channel.user_id], channel, send_after) for channel in channels],
        ignore_conflicts=True,
    )
    return len(rows)


def _delivery(notice: Notice, subscription: Subscription, send_after: datetime) -> Outbox:
    return Outbox(
        key=f"notice-{notice.pk}-to-{subscription.pk}",
        notice=notice,
        channel=subscription.channel,
        address=subscription.address,
        payload=_payload(notice),
        send_after=send_after,
    )


def _payload(notice: Notice) -> dict[str, Any]:
    """What may leave the house: title and urgency. The body, which may name people, is read after sign-in."""
    return {
        "title": notice.title,
        "kind": notice.kind,
        "urgent": notice.urgent,
        "at": notice.created_at.isoformat(),
    }


def mark_read(user: User, *, kinds: Iterable[str], now: datetime | None = None) -> int:
    """Mark all of a person's own messages of these kinds read; returns how many were not. Nobody else learns of it."""
    own = Notice.objects.visible_to(user).unread().filter(kind__in=list(kinds))
    return int(own.update(read_at=now or timezone.now()))


def mark_one_read(notice: Notice, *, now: datetime | None = None) -> None:
    """Mark one message read; the first time stays."""
    if notice.read_at is None:
        notice.read_at = now or timezone.now()
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=notice.read_at)


def set_mute(user: User, *, subject_kind: str, subject_id: int, muted: bool) -> None:
    """Stop or resume calling a person about one subject; messages keep arriving in the inbox either way."""
    place: dict[str, Any] = {"user": user, "subject_kind": subject_kind, "subject_id": subject_id}
    if muted:
        Mute.objects.get_or_create(**place)
    else:
        Mute.objects.filter(**place).delete()


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
        row = Outbox.objects.select_for_update().get(pk=delivery.pk)
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
