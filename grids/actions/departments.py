"""Departments that the street works with."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from grids.models import Department, Posting
from grids.policies import require_place_editor, require_version
from grids.querysets import in_force

EDITABLE = ("name", "kind", "duty_note", "office_phone")


def create_department(
    *, code: str, details: Mapping[str, str], actor: User | None, now: datetime | None = None
) -> Department:
    """Add a department under a code of domain.md K18 or the town's own."""
    require_place_editor(actor)
    values = {key: value for key, value in details.items() if key in EDITABLE}
    with transaction.atomic():
        if Department.objects.filter(code=code).exists():
            raise RuleBroken("department.twice", "这个部门已经有了，停用的可以重新启用", field="code")
        department = Department.objects.create(code=code, **values)
        _record("department.create", department, actor, now, {"code": code, **values})
    return department


def change_department(
    department: Department,
    *,
    changes: Mapping[str, str],
    version: int | None,
    actor: User | None,
    now: datetime | None = None,
) -> Department:
    """Change name, kind, duties or phone of a department."""
    require_place_editor(actor)
    wanted = {key: value for key, value in changes.items() if key in EDITABLE}
    with transaction.atomic():
        row = Department.objects.select_for_update(no_key=True).get(pk=department.pk)
        require_version(row, version, wanted)
        old = {key: getattr(row, key) for key in wanted if getattr(row, key) != wanted[key]}
        for key in old:
            setattr(row, key, wanted[key])
        row.version += 1
        row.save(update_fields=[*old, "version"])
        _record("department.change", row, actor, now, {"old": old, "new": {key: wanted[key] for key in old}})
    return row


def set_department_active(
    department: Department,
    *,
    active: bool,
    version: int | None,
    actor: User | None,
    now: datetime | None = None,
) -> Department:
    """Take a department out of use or back. Refuses while somebody is its liaison officer."""
    require_place_editor(actor)
    with transaction.atomic():
        row = Department.objects.select_for_update(no_key=True).get(pk=department.pk)
        require_version(row, version)
        liaison = Posting.objects.filter(in_force(), department=row).select_related("user").first()
        if not active and liaison is not None:
            raise RuleBroken("department.liaison", f"{liaison.user}还是{row}的联络员，请先结束这个岗位")
        row.is_active = active
        row.version += 1
        row.save(update_fields=["is_active", "version"])
        _record("department.use" if active else "department.retire", row, actor, now, {"code": row.code})
    return row


def _record(
    action: str, row: Department, actor: User | None, now: datetime | None, detail: Mapping[str, object]
) -> None:
    record(action, actor=actor, subject_kind="department", subject_id=row.pk, detail=detail, now=now)
