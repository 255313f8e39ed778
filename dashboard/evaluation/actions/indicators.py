"""Changing what is rated, how much it weighs and from when it is reached: by the administrator, on record."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.checks import need
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.models import Indicator
from dashboard.evaluation.names import forbidden_in
from grids.choices import Role
from grids.scope import Scope

EDITABLE = ("name", "weight", "target", "min_n", "is_on")
SUM = Decimal(100)


def may_edit(user: object) -> bool:
    return Role.SYSADMIN in Scope.of(user).street_roles


def edit_indicators(
    kind: str,
    *,
    values: Mapping[str, Mapping[str, Any]],
    versions: Mapping[str, int],
    reason: str,
    actor: User,
    now: datetime | None = None,
) -> list[Indicator]:
    """Change the indicators of one kind of subject, all at once, because the weights of those in use sum 100.

    Results already counted keep the numbers that held. Refuses a name that rewards fewer complaints or counts people
    (I8), a sum other than 100, and rows that somebody changed meanwhile."""
    if not may_edit(actor):
        raise NotAllowed("role", "考评指标由系统管理员修改")
    now = now or timezone.now()
    with transaction.atomic():
        rows = list(Indicator.objects.select_for_update(no_key=True).filter(kind=Kind(kind)).order_by("pk"))
        _compare(rows, versions)
        changes = {one.code: _put(one, values.get(one.code, {})) for one in rows}
        changes = {code: change for code, change in changes.items() if change}
        if not changes:
            raise RuleBroken("unchanged", "没有改动。要么改一处，要么返回")
        need(reason, "reason", "请写「为什么改」")
        _check(rows)
        for one in rows:
            if one.code in changes:
                one.version += 1
                one.save(update_fields=[*EDITABLE, "version"])
        record(
            "evaluation.edit_indicators", actor=actor, detail={"kind": kind, "changes": changes, "reason": reason}, now=now
        )  # fmt: skip
    return rows


def _compare(rows: list[Indicator], versions: Mapping[str, int]) -> None:
    stale = [one for one in rows if one.code in versions and versions[one.code] != one.version]
    if stale:
        raise Conflict(
            "stale",
            "你打开之后有人改过这些指标，请看清楚再改",
            theirs={one.name: f"权重{one.weight}，目标{one.target}%" for one in stale},
        )


def _put(row: Indicator, values: Mapping[str, Any]) -> dict[str, list[str]]:
    changed = {}
    for name in EDITABLE:
        if name in values and getattr(row, name) != values[name]:
            changed[name] = [str(getattr(row, name)), str(values[name])]
            setattr(row, name, values[name])
    return changed


def _check(rows: list[Indicator]) -> None:
    for one in rows:
        if word := forbidden_in(one.name):
            raise RuleBroken(
                "forbidden",
                f"指标名里不能有「{word}」：不考核信访、投诉、诉讼的多少，不考核帮扶对象人数和居民个人",
                field=f"name_{one.code}",
            )
    whole = sum((one.weight for one in rows if one.is_on), Decimal(0))
    if whole != SUM:
        raise RuleBroken("sum", f"启用的指标权重加起来要是100，现在是{whole.normalize():f}")
