"""Every write to webhooks by people."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.flow.table import Decision
from core.hooks import policies
from core.hooks.addresses import parse
from core.hooks.delivery import KIND
from core.hooks.kinds import by_name
from core.hooks.models import MOST_HOOKS, Delivery, Webhook
from core.hooks.signing import new_secret

# How long the old secret signs beside the new one.
BOTH = timedelta(hours=24)
State = Webhook.State


def _require(decision: Decision) -> None:
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


def create_webhook(
    *,
    owner: User,
    name: str,
    address: str,
    resources: Collection[str],
    actor: User,
    now: datetime | None = None,
) -> tuple[Webhook, str]:
    """A new address for a system account's events; its secret is in the answer and is shown once.

    Refuses people's accounts, disabled ones, addresses of the house, unknown resources, and more than there may be."""
    now = now or timezone.now()
    _require(policies.may_open(actor))
    _check(owner, resources)
    parse(address)
    secret = new_secret()
    with transaction.atomic():
        hook = Webhook(
            owner=owner,
            name=name,
            address=address,
            resources=sorted(set(resources)),
            created_by=actor,
            created_at=now,
        )
        hook.seal_in("secret", secret)
        hook.save()
        # Counted with one's own among them, so that of two at once at least one is refused.
        if Webhook.objects.standing().count() > MOST_HOOKS:
            raise RuleBroken("too_many", f"最多{MOST_HOOKS}个推送，请先删掉不用的")
        _write_down(
            hook, "create", actor, now, account=owner.username, host=hook.host, resources=hook.resources
        )
    return hook, secret


def _check(owner: User, resources: Collection[str]) -> None:
    if not owner.is_program:
        raise RuleBroken("person", "推送只给系统账号", field="owner")
    if not owner.is_active:
        raise RuleBroken("disabled", "这个系统账号已经停用", field="owner")
    if not resources or not set(resources) <= by_name().keys():
        raise RuleBroken("missing", "请至少选一项要推送的", field="resources")


def rotate_secret(hook: Webhook, *, actor: User, now: datetime | None = None) -> str:
    """A new secret; the old one signs beside it for a day. Refuses removed webhooks."""
    now = now or timezone.now()
    _require(policies.may_open(actor))
    secret = new_secret()
    with _held(hook) as locked:
        locked.seal_in("old_secret", locked.open_sealed("secret"))
        locked.seal_in("secret", secret)
        locked.old_until = now + BOTH
        locked.save(update_fields=["secret_sealed", "old_secret_sealed", "old_until"])
        _write_down(locked, "rotate", actor, now)
    return secret


def pause_webhook(hook: Webhook, *, actor: User, now: datetime | None = None) -> None:
    """Nothing leaves from now on; events are written and wait. Refuses one that is paused."""
    _switch(hook, State.OFF, "pause", actor, now or timezone.now(), same="已经暂停了")


def resume_webhook(hook: Webhook, *, actor: User, now: datetime | None = None) -> None:
    """What waited leaves now, in order, and its tries are counted anew. Refuses one that is on."""
    now = now or timezone.now()
    with transaction.atomic():
        _switch(hook, State.ON, "resume", actor, now, same="本来就在推送")
        hook.deliveries.waiting().update(next_try_at=now, misses=0)


def _switch(hook: Webhook, state: str, verb: str, actor: User, now: datetime, *, same: str) -> None:
    _require(policies.may_tend(actor))
    with _held(hook) as locked:
        if locked.state == state:
            raise RuleBroken("same", same)
        before, locked.state, locked.rest_until = locked.state, state, None
        locked.save(update_fields=["state", "rest_until"])
        _write_down(locked, verb, actor, now, **{"from": before})


def remove_webhook(hook: Webhook, *, actor: User, now: datetime | None = None) -> None:
    """No event is written or sent any more, and its secrets are gone. The row goes when its events are forgotten: to
    delete it now would wait for the acts under way."""
    now = now or timezone.now()
    _require(policies.may_tend(actor))
    with _held(hook) as locked:
        locked.removed_at, locked.state = now, State.OFF
        locked.secret_sealed = locked.old_secret_sealed = locked.old_until = None
        locked.save(update_fields=["removed_at", "state", "secret_sealed", "old_secret_sealed", "old_until"])
        _write_down(locked, "remove", actor, now)


def send_test(hook: Webhook, *, actor: User, now: datetime | None = None) -> Delivery:
    """An event about nothing, on the same way as all others. Refuses when the webhook is not on."""
    now = now or timezone.now()
    _require(policies.may_tend(actor))
    with _held(hook) as locked:
        if locked.state != State.ON:
            raise RuleBroken("off", "先恢复推送，再发测试事件")
        event = Delivery.objects.create(
            webhook=locked, subject_kind=KIND, subject_id=locked.pk, version=1, at=now, next_try_at=now
        )
        _write_down(locked, "test", actor, now, event=event.event_id)
    return event


def replay_event(event: Delivery, *, actor: User, now: datetime | None = None) -> None:
    """Send one event once more under its own id. Refuses one that waits to be sent anyhow."""
    if not _replay(event.webhook, actor, now or timezone.now(), pk=event.pk):
        raise RuleBroken("waiting", "这个事件本来就等着发")


def replay_since(hook: Webhook, since: datetime, *, actor: User, now: datetime | None = None) -> int:
    """Send all events since a moment once more, in their order, under their own ids. Returns how many; refuses none."""
    many = _replay(hook, actor, now or timezone.now(), at__gte=since)
    if not many:
        raise RuleBroken("none", "这个时间以后没有发过的事件", field="since")
    return many


def _replay(hook: Webhook, actor: User, now: datetime, **which: Any) -> int:
    _require(policies.may_tend(actor))
    with _held(hook) as locked:
        rows = locked.deliveries.exclude(state=Delivery.State.WAITING).filter(**which)
        many = int(rows.update(state=Delivery.State.WAITING, next_try_at=now, misses=0))
        if many:
            _write_down(locked, "replay", actor, now, events=many)
    return many


@contextmanager
def _held(hook: Webhook) -> Iterator[Webhook]:
    """The row's lock, in the action's transaction."""
    with transaction.atomic():
        locked = Webhook.objects.select_for_update(no_key=True).get(pk=hook.pk)
        if locked.removed_at is not None:
            raise RuleBroken("removed", "这个推送已经删掉了")
        yield locked
    hook.refresh_from_db()


def _write_down(hook: Webhook, verb: str, actor: User, now: datetime, **detail: Any) -> None:
    record(
        f"{KIND}.{verb}",
        actor=actor,
        subject_kind=KIND,
        subject_id=hook.pk,
        detail={"name": hook.name, **detail},
        now=now,
    )
