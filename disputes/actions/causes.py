"""The kinds of cases on the office's forms: taken off, put back, explained by an example."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.edits import edit
from disputes.choices import Cause
from disputes.models import CauseOption
from grids.choices import Role
from grids.scope import Scope

KIND = "cause"


def may_change_causes(user: User) -> bool:
    """The office's lists are kept by its administrator."""
    return Scope.of(user).has(Role.SYSADMIN)


def change_cause(
    code: str,
    *,
    is_offered: bool,
    example: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> CauseOption:
    """Offer a kind or not, with an example. Raises NotAllowed, RuleBroken (其他 stays: there must be a way to log what
    fits nowhere; reports keep every kind) and Conflict."""
    if not may_change_causes(actor):
        raise NotAllowed("role", "案件类型由系统管理员设置")
    if code == Cause.OTHER and not is_offered:
        raise RuleBroken("last_resort", "「其他」要一直给选，不然有的事登记不了", field="is_offered")
    with transaction.atomic():
        row, _ = CauseOption.objects.get_or_create(code=code)
        with edit(
            row, KIND, "change", "修改案件类型", actor=actor, version=version, now=now or timezone.now()
        ) as e:
            e.set(is_offered=is_offered, example=example)
        row.refresh_from_db()
    return row
