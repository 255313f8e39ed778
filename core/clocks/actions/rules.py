"""Editing the limits that the office sets itself."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.accounts.roles import has_role
from core.audit.actions import record
from core.clocks.models import DeadlineRule
from core.clocks.words import ZONE
from core.errors import Conflict, NotAllowed, RuleBroken

EDITABLE = (
    "length",
    "unit",
    "urgent_length",
    "urgent_unit",
    "limit_text",
    "day_end",
    "roll_forward",
    "max_extension_days",
    "legal_note",
)


@transaction.atomic
def edit_rule(
    rule: DeadlineRule, *, changes: Mapping[str, Any], reason: str, actor: User, now: datetime
) -> DeadlineRule:
    """Make a new version of a rule that is the office's own. Clocks already running keep theirs.

    Refuses anybody but the system administrator, every row that rests on a law or on another body's rule (the
    message names it), and an edit of a version that is no longer current."""
    if not has_role(actor, "sysadmin"):
        raise NotAllowed("rules.not_sysadmin", "时限规则由系统管理员修改")
    held = _held(rule, changes)
    newer = _next_version(held, changes, now)
    differing = {
        name: _plain(getattr(newer, name)) for name in EDITABLE if getattr(newer, name) != getattr(held, name)
    }
    if not differing:
        raise RuleBroken("rules.unchanged", "没有改动。要么改一处，要么返回")
    held.is_current = False
    held.save(update_fields=["is_current"])
    newer.save(force_insert=True)
    record(
        "rule.edit",
        actor=actor,
        subject_kind="rule",
        subject_id=newer.pk,
        detail={
            "code": held.code,
            "version": newer.version,
            "old": {name: _plain(getattr(held, name)) for name in differing},
            "new": differing,
            "reason": reason,
        },
        now=now,
    )
    return newer


def _held(rule: DeadlineRule, changes: Mapping[str, Any]) -> DeadlineRule:
    """The row, locked, if it may be edited at all. Clocks may start under it meanwhile: some of them hold the ledger."""
    held: DeadlineRule = DeadlineRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if held.locked:
        basis = f"依据{held.source}" if held.source else "依据上级规定"
        raise RuleBroken("rules.locked", f"「{held.title}」{basis}，不能在这里修改")
    if not held.is_current:
        newest = DeadlineRule.objects.current().get(code=held.code)
        raise Conflict(
            "rules.stale",
            "你打开之后有人改过这条规则，请看清楚再改",
            theirs={"时限": newest.limit_words},
            mine={"时限": _preview(held, changes).limit_words},
        )
    return held


def _preview(rule: DeadlineRule, changes: Mapping[str, Any]) -> DeadlineRule:
    fields = {field.attname: getattr(rule, field.attname) for field in rule._meta.concrete_fields}
    fields.update({name: changes[name] for name in EDITABLE if name in changes})
    return DeadlineRule(**fields)


def _next_version(rule: DeadlineRule, changes: Mapping[str, Any], now: datetime) -> DeadlineRule:
    newer = _preview(rule, changes)
    newer.pk = None
    newer.version, newer.is_current = rule.version + 1, True
    newer.valid_from = now.astimezone(ZONE).date()
    newer._state.adding = True
    if newer.urgent_length is None:
        newer.urgent_unit = ""
    return newer


def _plain(value: Any) -> Any:
    """As the audit keeps it: figures as text, so that 2 and 2.00 read the same."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
