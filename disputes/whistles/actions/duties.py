"""The duty lists of departments, and who of the street is secretary or director."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.checks import need
from disputes.models import DutyClause, StreetHead
from disputes.whistles.choices import IssuedAs
from disputes.whistles.duties_data import clauses
from grids.choices import Role
from grids.scope import Scope
from grids.selectors import holders

EDITABLE = ("title", "text", "causes", "words", "source", "is_active")


def may_edit_duties(user: User) -> bool:
    return Scope.of(user).has(Role.SYSADMIN)


def _require_editor(actor: User) -> None:
    if not may_edit_duties(actor):
        raise NotAllowed("role", "职责清单由系统管理员按联席会议的决定维护")


@transaction.atomic
def ship_clauses() -> int:
    """Add shipped clauses that are missing and return how many; what the office edited stays as it is."""
    present = set(DutyClause.objects.values_list("department_code", "number"))
    missing = [one for one in clauses() if (one["department_code"], one["number"]) not in present]
    return len(DutyClause.objects.bulk_create(DutyClause(**one) for one in missing))


def add_clause(
    *, department_code: str, fields: Mapping[str, Any], actor: User, now: datetime | None = None
) -> DutyClause:
    """One more line at the end of a department's list."""
    _require_editor(actor)
    need(fields.get("title"), "title", "请写简称")
    need(fields.get("text"), "text", "请写职责内容")
    with transaction.atomic():
        # The department's last line is the lock against two administrators at once; the constraint is the wall.
        rows = DutyClause.objects.select_for_update(no_key=True).filter(department_code=department_code)
        last = rows.order_by("-number").first()
        values = {name: fields[name] for name in EDITABLE if name in fields}
        clause = DutyClause.objects.create(
            department_code=department_code, number=(last.number if last else 0) + 1, **values
        )
        _record("duty.create", clause, actor, now, {"new": values})
    return clause


def edit_clause(
    clause: DutyClause,
    *,
    fields: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> DutyClause:
    """Change a line as the joint meeting decided. Whistles keep the words they were blown with."""
    _require_editor(actor)
    with transaction.atomic():
        row = DutyClause.objects.select_for_update(no_key=True).get(pk=clause.pk)
        wanted = {name: fields[name] for name in EDITABLE if name in fields}
        if version is not None and row.version != version:
            theirs = {name: getattr(row, name) for name in wanted} | {"version": row.version}
            raise Conflict("stale", "这一条刚被别人改过，请看清现在的样子再决定", theirs=theirs, mine=wanted)
        old = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        for name in old:
            setattr(row, name, wanted[name])
        row.version, row.is_default = row.version + 1, row.is_default and not old
        row.save(update_fields=[*old, "version", "is_default"])
        _record("duty.change", row, actor, now, {"old": old, "new": {name: wanted[name] for name in old}})
    return row


def set_head(
    *, post: str, user: User, actor: User, since: date | None = None, now: datetime | None = None
) -> StreetHead:
    """Say who is secretary or director from a day on; whoever was it before is it no more (D3)."""
    _require_editor(actor)
    now = now or timezone.now()
    since = since or timezone.localdate(now)
    if user not in holders(Role.STREET_LEAD, street=True):
        raise RuleBroken("post", f"{user}现在不是分管领导，请先登记岗位", field="user")
    with transaction.atomic():
        before = (
            StreetHead.objects.select_for_update(no_key=True).in_office(since).filter(post=IssuedAs(post))
        )
        for row in before:
            row.valid_to = max(row.valid_from, since - timedelta(days=1))
            row.save(update_fields=["valid_to"])
        head = StreetHead.objects.create(user=user, post=post, valid_from=since)
        detail = {"post": post, "user": user.pk, "since": since.isoformat()}
        record("duty.head", actor=actor, subject_kind="user", subject_id=user.pk, detail=detail, now=now)
    return head


def _record(
    action: str, clause: DutyClause, actor: User, now: datetime | None, detail: Mapping[str, Any]
) -> None:
    record(action, actor=actor, subject_kind="duty", subject_id=clause.pk, detail=detail, now=now)
