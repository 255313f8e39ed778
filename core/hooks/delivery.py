"""Sending what waits. A worker takes one webhook, commits that, and sends its events one after the other.

Two workers never hold the same webhook. One that dies leaves a lease that runs out, and what it was sending is sent again
under the same id: at least once. The next event of a row leaves when the one before it was taken, never earlier."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.hooks.calling import Answer, post
from core.hooks.models import Delivery, Webhook
from core.hooks.signing import body_of, signed
from core.notices.actions import notify

KIND = "webhook"
LEASE = timedelta(seconds=60)
# Less than the lease minus the slowest single call.
WORKING_TIME = 25.0
BATCH = 100
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
# Twelve tries are some fifteen hours; then a person decides.
MOST_TRIES = 12
GONE = 410

_keepers: dict[str, Callable[[], Iterable[User]]] = {}


def register_keepers(role: str, who: Callable[[], Iterable[User]]) -> None:
    """Who is told when a webhook is given up: said once at start, by an app that knows who holds the role."""
    _keepers[role] = who


def due_hooks(*, now: datetime | None = None) -> list[int]:
    """The webhooks that have something to send now and that nobody has in hand."""
    now = now or timezone.now()
    due = Delivery.objects.waiting().filter(webhook=OuterRef("pk"), next_try_at__lte=now)
    return list(Webhook.objects.ready(now).filter(Exists(due)).values_list("pk", flat=True))


def deliver(pk: int, *, now: datetime | None = None) -> int:
    """Send what is due for one webhook, for at most 25 seconds and a hundred events; returns how many were tried."""
    begun = now or timezone.now()
    lease = begun + LEASE
    if not Webhook.objects.ready(begun).filter(pk=pk).update(lease_until=lease):
        return 0
    try:
        return _send_due(pk, lease, now)
    finally:
        Webhook.objects.filter(pk=pk, lease_until=lease).update(lease_until=None)


def _send_due(pk: int, lease: datetime, now: datetime | None) -> int:
    until, tried = time.monotonic() + WORKING_TIME, 0
    while tried < BATCH and time.monotonic() < until:
        moment = now or timezone.now()
        row = _next(pk, lease, moment)
        if row is None:
            break
        tried += 1
        if not may_leave(row):
            _note(row, state=Delivery.State.WITHHELD)
        elif not _try(row, moment):
            break
    return tried


def _next(pk: int, lease: datetime, now: datetime) -> Delivery | None:
    """Read anew before each call: paused, removed, other secrets, or a lease that ran out, count at once."""
    ours = Delivery.objects.due(now).filter(
        webhook=pk, webhook__lease_until=lease, webhook__state=Webhook.State.ON, webhook__removed_at=None
    )
    row: Delivery | None = ours.select_related("webhook__owner").order_by("pk").first()
    return row


def may_leave(row: Delivery) -> bool:
    """Whether the account may still know of the row."""
    return bool(Delivery.objects.visible_to(row.webhook.owner).filter(pk=row.pk).exists())


def _try(row: Delivery, now: datetime) -> bool:
    """One call, and what came of it; False when nobody is there, so that the rest need not be tried."""
    hook, body = row.webhook, body_of(row)
    answer = post(hook.address, body, signed(row, body, hook.secrets(now), now))
    facts = {"tries": F("tries") + 1, "tried_at": now, "answered": answer.status, "took_ms": answer.took_ms}
    if answer.is_taken:
        _note(row, state=Delivery.State.DELIVERED, delivered_at=now, misses=0, problem="", **facts)
        if hook.rest_until is not None:
            Webhook.objects.filter(pk=hook.pk).update(rest_until=None)
        return True
    return _failed(row, answer, now, facts)


def _failed(row: Delivery, answer: Answer, now: datetime, facts: dict[str, object]) -> bool:
    next_try = now + min(FIRST_WAIT * 2**row.misses, LONGEST_WAIT)
    _note(row, misses=row.misses + 1, next_try_at=next_try, problem=answer.problem[:120], **facts)
    if row.misses + 1 >= MOST_TRIES or answer.status == GONE:
        give_up(row.webhook, answer.problem, now=now)
        return False
    if answer.status is None:
        Webhook.objects.filter(pk=row.webhook_id).update(rest_until=next_try)
        return False
    return True


def _note(row: Delivery, **values: object) -> None:
    """Write the result, unless somebody decided otherwise meanwhile (a replay, a second worker after a dead lease)."""
    Delivery.objects.waiting().filter(pk=row.pk, tries=row.tries).update(**values)


def give_up(hook: Webhook, problem: str, *, now: datetime) -> None:
    """Stop sending and tell its keepers; its events wait for them, the one that failed first."""
    with transaction.atomic():
        locked = Webhook.objects.select_for_update(no_key=True).get(pk=hook.pk)
        if locked.state != Webhook.State.ON:
            return
        locked.state = Webhook.State.FAILING
        locked.save(update_fields=["state"])
        record(
            f"{KIND}.give_up",
            actor=None,
            subject_kind=KIND,
            subject_id=hook.pk,
            detail={"why": problem},
            now=now,
        )
        people = {one for who in _keepers.values() for one in who()}
        notify(
            sorted(people, key=lambda person: person.pk),
            kind="system",
            title=f"推送停住了：{hook.name}",
            body=f"发了多次没有送到（{problem}）。事件都留着。对方修好以后，到「推送」里点恢复",
            key=f"{KIND}:{hook.pk}:failing:{now:%Y%m%d%H%M%S}",
            now=now,
        )
