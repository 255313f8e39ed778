"""What was told lately: twice the same building and cause, or the same phone, within 90 days; one's own last place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from core.accounts.models import User
from core.crypto import blind_indexes
from disputes.models import Dispute, DisputeParty

DUPLICATE_DAYS = 90
JUST_NOW = timedelta(hours=1)
ROWS = 5


@dataclass(frozen=True)
class Duplicates:
    """Links where the person may look; only a number for the rest."""

    seen: list[Dispute]
    unseen: int

    @property
    def total(self) -> int:
        return len(self.seen) + self.unseen


def duplicates(
    user: Any, *, place_id: int | None, cause: str, phones: Iterable[str], now: datetime
) -> Duplicates:
    """By dispute_place_cause and by party_phone (the number itself is never compared); two queries."""
    told = Q(pk__in=[])
    if place_id and cause:
        told |= Q(place_id=place_id, cause=cause)
    if indexes := [mark for number in phones if number for mark in blind_indexes("phone", number)]:
        same = DisputeParty.objects.filter(phone_index__in=indexes).values("dispute_id")
        told |= Q(pk__in=same)
    rows = Dispute.objects.filter(told, registered_at__gte=now - timedelta(days=DUPLICATE_DAYS))
    total = rows.count()
    if not total:
        return Duplicates([], 0)
    seen = rows.filter(pk__in=Dispute.objects.visible_to(user).values("pk"))
    chosen = list(seen.select_related("place__parent").order_by("-registered_at", "-pk")[:ROWS])
    return Duplicates(chosen, total - len(chosen))


def last_place(user: User, now: datetime) -> int | None:
    """The building of what the person logged last, within the hour: they are most likely still there (ux.md G-01, G-03).

    One query, by the author's index (dispute_author_state); a person logs a few cases a day."""
    lately = Dispute.objects.filter(created_by=user, registered_at__gte=now - JUST_NOW)
    found: int | None = lately.order_by("-registered_at").values_list("place_id", flat=True).first()
    return found
