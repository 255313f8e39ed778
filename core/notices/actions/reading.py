"""One's own inbox: what was read, and what one does not want to be called about."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.notices.models import Mute, Notice


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
