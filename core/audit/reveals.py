"""Uncovering one value: counted, reasoned and committed before the text leaves (trust.md P13, 3.5)."""

from collections.abc import Callable
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import roles_of
from core.audit.actions import record
from core.audit.models import Reveal
from core.errors import RuleBroken

REASON_LENGTH = 4


def allowed_a_day(user: User) -> int:
    """How many looks the person's work asks for in a day; the most generous of their roles counts."""
    table: dict[str, int] = settings.REVEALS_A_DAY
    return max((table.get(role, table[""]) for role in roles_of(user)), default=table[""])


def looks_today(user: User, *, way: str = Reveal.Way.SHOW, now: datetime | None = None) -> int:
    """Looks since midnight, by index audit_reveal_actor."""
    today = timezone.localdate(now)
    since = timezone.make_aware(datetime.combine(today, time.min))
    return Reveal.objects.filter(actor=user, at__gte=since, way=way).count()


def note_reveal(
    *,
    actor: User,
    subject_kind: str,
    subject_id: int,
    field: str,
    reason: str,
    way: str = Reveal.Way.SHOW,
    limit: int | None = None,
    now: datetime | None = None,
) -> Reveal:
    """Count and keep one look inside the caller's transaction, which also writes the ledger's line.

    Refuses a look without a reason and one beyond the day's number. The person's row is locked (without its key,
    which the ledger reads), so that ten windows at once count one after the other."""
    if len(reason.strip()) < REASON_LENGTH:
        raise RuleBroken("missing", "查看完整号码会留下记录，请写清原因", field="reason")
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    most = allowed_a_day(actor) if limit is None else limit
    if looks_today(actor, way=way, now=now) >= most:
        raise RuleBroken(
            "quota", f"今天已经看了{most}次，到了每天的上限。确实急用，请找负责人看", field="reason"
        )
    return Reveal.objects.create(
        at=now or timezone.now(),
        actor=actor,
        subject_kind=subject_kind,
        subject_id=subject_id,
        field=field,
        way=way,
        reason=reason.strip(),
    )


def reveal(
    opener: Callable[[], str],
    *,
    actor: User,
    subject_kind: str,
    subject_id: int,
    field: str,
    reason: str,
    now: datetime | None = None,
) -> str:
    """The value, after the look at it was committed: a durable transaction, so no caller can wrap it and roll it back.

    The caller has found the row through visible_to and asked the policy."""
    with transaction.atomic(durable=True):
        note_reveal(
            actor=actor, subject_kind=subject_kind, subject_id=subject_id, field=field, reason=reason, now=now
        )
        record(
            f"{subject_kind}.reveal_{field}",
            actor=actor,
            subject_kind=subject_kind,
            subject_id=subject_id,
            # The reason may name somebody: it stands in the row, which goes with the person, not in the ledger.
            detail={"field": field},
            now=now,
        )
    return opener()
