"""Telling people. The message and its copies for outside are written with the act they tell of (D4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.accounts.models import User
from core.notices.models import Mute, Notice, Outbox, Subscription
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
    not_before: datetime | None = None,
) -> int:
    """Put one message into each recipient's inbox and a delivery into the outbox for each of their channels.

    Returns how many people were newly told: the same key tells nobody twice. Quiet hours hold back only what
    goes outside, and not what is urgent; a muted subject stays inside. Nothing leaves before `not_before`. Disabled
    accounts are not told."""
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
    with transaction.atomic(savepoint=False):
        told = Notice.objects.filter(recipient__in=people, key=key).values_list("recipient_id", flat=True)
        # In the order of ids: two who tell the same people at once do not wait for each other in a ring.
        fresh = [Notice(recipient_id=pk, **facts) for pk in sorted(people.difference(told))]
        leaves = send_time(max(now, not_before or now), urgent=urgent)
        return _write(fresh, key=key, send_after=leaves) if fresh else 0


def _write(fresh: list[Notice], *, key: str, send_after: datetime) -> int:
    """Insert what another transaction did not insert meanwhile, and the deliveries that follow from it."""
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    first, people = fresh[0], [notice.recipient_id for notice in fresh]
    # A message about nothing in particular is nobody's to mute.
    subject: dict[str, Any] = {"subject_kind": first.subject_kind, "subject_id": first.subject_id}
    muted = Mute.objects.filter(user=OuterRef("user"), **subject)
    channels = list(
        Subscription.objects.filter(~Exists(muted), user__in=people, is_active=True).order_by("pk")
    )
    if channels:
        rows = Notice.objects.filter(recipient__in=people, key=key).defer("body")
        by_person = {row.recipient_id: row for row in rows}
        Outbox.objects.bulk_create(
            [_delivery(by_person[channel.user_id], channel, send_after) for channel in channels],
            ignore_conflicts=True,
        )
    return len(fresh)


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
