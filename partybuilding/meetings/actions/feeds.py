"""A person's calendar link: made, made anew, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from partybuilding.models import CalendarFeed
from partybuilding.models.feed import new_nonce

KIND = "calendar_feed"


def make_feed(*, actor: User, now: datetime | None = None) -> CalendarFeed:
    """A link for the person; one made before opens nothing any more."""
    now = now or timezone.now()
    with transaction.atomic():
        values = {"nonce": new_nonce(), "made_at": now}
        feed: CalendarFeed = CalendarFeed.objects.update_or_create(user=actor, defaults=values)[0]
        record(f"{KIND}.make", actor=actor, subject_kind=KIND, subject_id=feed.pk, detail={}, now=now)
    return feed


def revoke_feed(*, actor: User, now: datetime | None = None) -> None:
    """Take the link back. Nothing happens when there is none."""
    with transaction.atomic():
        feed = CalendarFeed.objects.filter(user=actor).first()
        if feed is not None:
            pk = feed.pk
            feed.delete()
            record(
                f"{KIND}.revoke",
                actor=actor,
                subject_kind=KIND,
                subject_id=pk,
                detail={},
                now=now or timezone.now(),
            )
