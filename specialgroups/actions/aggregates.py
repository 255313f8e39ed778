"""G5: an official total of the street, typed by one person and, unseen, by a second."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from grids.choices import Role
from grids.models import Department
from grids.scope import Scope
from specialgroups.models import AggregateCount

KIND = "support_aggregate"
ENTER = (Role.CENTRE_INTAKE, Role.CENTRE_MANAGER)
READ = (Role.STREET_LEAD, Role.PRIVACY_OFFICER)


def may_enter(user: User) -> bool:
    return bool(Scope.of(user).street_roles & set(ENTER))


def may_read(user: User) -> bool:
    return bool(Scope.of(user).street_roles & set(READ))


def enter(
    *,
    category: str,
    year: int,
    quarter: int,
    value: int,
    source_unit: Department,
    actor: User,
    now: datetime | None = None,
) -> AggregateCount:
    """The first typing, or the second by somebody else, which must say the same. Neither sees the other's figure.

    Refuses a quarter that is not over, and one that two persons have agreed on. Two that differ are both thrown away."""
    now = now or timezone.now()
    if not may_enter(actor):
        raise NotAllowed("role", "街道总数由综治中心录入")
    today = timezone.localdate(now)
    if (year, quarter) >= (today.year, (today.month - 1) // 3 + 1):
        raise RuleBroken("early", "这个季度还没有结束", field="quarter")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        place = {"category": category, "year": year, "quarter": quarter}
        held = AggregateCount.objects.select_for_update(no_key=True).filter(**place).first()
        if held is None:
            row: AggregateCount = AggregateCount.objects.create(
                **place, value=value, source_unit=source_unit, reported_by=actor, reported_at=now
            )
            record(f"{KIND}.enter", actor=actor, subject_kind=KIND, subject_id=row.pk, now=now)
            return row
        return _second(held, value, source_unit, actor, now)


def _second(held: AggregateCount, value: int, unit: Department, actor: User, now: datetime) -> AggregateCount:
    if held.confirmed_at is not None:
        raise RuleBroken("done", "这个季度两个人都录入过了，不能再改", field="quarter")
    if held.reported_by_id == actor.pk:
        raise RuleBroken("same_person", "你已经录过，要由另一个人再录一遍", field="quarter")
    if held.value == value and held.source_unit_id == unit.pk:
        held.confirmed_by, held.confirmed_at = actor, now
        held.save(update_fields=["confirmed_by", "confirmed_at"])
        record(f"{KIND}.confirm", actor=actor, subject_kind=KIND, subject_id=held.pk, now=now)
        return held
    record(f"{KIND}.differ", actor=actor, subject_kind=KIND, subject_id=held.pk, now=now)
    held.delete()
    held.pk = None
    return held
