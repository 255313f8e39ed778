"""An act wrote its line: each address that may know gets an event, in the act's own transaction."""

from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.api.resources import Resource
from core.hooks.kinds import by_kind
from core.hooks.models import Delivery, Webhook


def write_events(kind: str, row: Any, event: Any) -> None:
    """Called by core.flow with every line of a timeline. One question when nobody listens; for each account that does,
    two more, whatever the number of its addresses. Locks nothing but what an insert does."""
    at = by_kind().get(kind)
    if at is None:
        return
    hooks = Webhook.objects.standing().select_related("owner")
    wanting = [one for one in hooks if at.name in one.resources]
    owners = {one.owner_id: one.owner for one in wanting}
    told = {pk for pk, owner in owners.items() if may_hear(owner, at, row.pk)}
    Delivery.objects.bulk_create([_event(one, at, row, event) for one in wanting if one.owner_id in told])


def may_hear(owner: User, at: Resource, pk: int) -> bool:
    """Whether the account sees the row now: by the one rule of the pages and the API."""
    if not owner.is_active or (at.opens is not None and at.opens(owner)):
        return False
    return bool(at.visible(owner).filter(pk=pk).exists())


def _event(hook: Webhook, at: Resource, row: Any, event: Any) -> Delivery:
    return Delivery(
        webhook=hook,
        resource=at.name,
        subject_kind=at.kind,
        subject_id=row.pk,
        key=str(getattr(row, at.key)),
        act=event.act,
        version=event.version,
        at=event.at,
        next_try_at=timezone.now(),
    )
