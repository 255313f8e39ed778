"""Where else a person is told: their own channels, set by themselves."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.notices.models import Outbox, Subscription
from core.notices.offers import address_at, offer_of

MOST_CHANNELS = 5


def add_channel(
    user: User, *, channel: str, address: str, actor: User, now: datetime | None = None
) -> Subscription:
    """Tell the person there too, from the next message on.

    Refuses a channel that is not set up here, an address that cannot be one, one they have already, and a sixth."""
    _only_oneself(user, actor)
    offer = offer_of(channel)
    if offer is None:
        raise RuleBroken("channel_unknown", "这里没有这个渠道，请刷新页面再选")
    try:
        place = address_at(offer, address, of=user)
    except ValidationError as problem:
        raise RuleBroken("channel_address", problem.messages[0], field="address") from None
    with transaction.atomic():
        # Two at once from one person queue here, so that the sixth and the twin are seen.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        own = Subscription.objects.visible_to(user)
        if own.filter(channel=channel, address__iexact=place).exists():
            raise RuleBroken("channel_twice", "这个已经添加过了，停用的可以在上面重新启用", field="address")
        if own.count() >= MOST_CHANNELS:
            raise RuleBroken("channel_many", f"最多设{MOST_CHANNELS}个，请先移除一个", field="address")
        row: Subscription = Subscription.objects.create(user=user, channel=channel, address=place)
        _record("channel.add", row, actor, now)
    return row


def set_channel_active(
    row: Subscription, *, active: bool, actor: User, now: datetime | None = None
) -> Subscription:
    """Stop or resume telling the person there. Stopping also takes back what still waits to be sent."""
    _only_oneself(row.user, actor)
    with transaction.atomic():
        row = _locked(row)
        if row.is_active == active:
            return row
        row.is_active = active
        row.save(update_fields=["is_active"])
        if not active:
            _take_back(row)
        _record("channel.use" if active else "channel.retire", row, actor, now)
    return row


def remove_channel(row: Subscription, *, actor: User, now: datetime | None = None) -> None:
    """Forget the address, and take back what still waits to be sent there."""
    _only_oneself(row.user, actor)
    with transaction.atomic():
        row = _locked(row)
        _take_back(row)
        _record("channel.remove", row, actor, now)
        row.delete()


def _locked(row: Subscription) -> Subscription:
    """The row under its lock. Refuses one that another window has just removed."""
    found = Subscription.objects.select_for_update(no_key=True).filter(pk=row.pk).first()
    if found is None:
        raise RuleBroken("channel_gone", "这个渠道刚刚已经移除了")
    return found


def _take_back(row: Subscription) -> None:
    waiting = Outbox.objects.filter(state=Outbox.State.PENDING, channel=row.channel, address=row.address)
    waiting.filter(notice__recipient_id=row.user_id).delete()


def _only_oneself(user: User, actor: User) -> None:
    if actor.pk != user.pk:
        raise NotAllowed("channel_other", "消息渠道只能本人来设")


def _record(action: str, row: Subscription, actor: User, now: datetime | None) -> None:
    """The kind of channel and not the address: the ledger keeps no ways to reach people."""
    record(
        action,
        actor=actor,
        subject_kind="channel",
        subject_id=row.pk,
        detail={"channel": row.channel},
        now=now or timezone.now(),
    )
