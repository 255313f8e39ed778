"""The checklists as the office keeps them: the shipped ones, changed by administrators."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.edits import edit, write_down
from grids.checklist_data import checklist_rows, item_rows
from grids.choices_field import Grade, Limit
from grids.models import Checklist, ChecklistItem
from grids.policies_field import require_checklist_editor

LIST_KIND, ITEM_KIND = "checklist", "checklist_item"
LIST_FIELDS = ("name",)
ITEM_FIELDS = ("name", "question", "basis", "basis_mark", "grade", "limit", "danger", "is_frequent")


@transaction.atomic
def ship_checklists() -> int:
    """Add the shipped lists and items that are missing; what is there stays as the office has it."""
    lists = {row.code: row for row in Checklist.objects.all()}
    missing = [Checklist(**row) for row in checklist_rows() if row["code"] not in lists]
    lists |= {row.code: row for row in Checklist.objects.bulk_create(missing)}
    known = set(ChecklistItem.objects.values_list("code", flat=True))
    items = [
        ChecklistItem(checklist=lists[code], **row) for code, row in item_rows() if row["code"] not in known
    ]
    return len(ChecklistItem.objects.bulk_create(items))


def add_checklist(*, name: str, actor: User, now: datetime | None = None) -> Checklist:
    """A list of the office's own, at the end. Refuses a name that is there."""
    require_checklist_editor(actor)
    now = now or timezone.now()
    with transaction.atomic():
        _refuse_twice(Checklist.objects.filter(name=name))
        last = Checklist.objects.order_by("-pk").first()
        number = (last.pk if last else 0) + 1
        row = Checklist.objects.create(code=f"own{number}", name=name, order=900 + number)
        write_down(row, LIST_KIND, "add", "添加清单", actor=actor, now=now, text=name)
    return row


def change_checklist(
    checklist: Checklist,
    *,
    name: str,
    is_active: bool,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Checklist:
    """Rename a list, take it out of use or back. Refuses a name that is there."""
    require_checklist_editor(actor)
    with edit(checklist, LIST_KIND, "change", "修改清单", actor=actor, version=version, now=now) as e:
        _refuse_twice(Checklist.objects.filter(name=name).exclude(pk=checklist.pk))
        e.set(name=name, is_active=is_active)
    return checklist


def add_item(
    checklist: Checklist, *, details: Mapping[str, Any], actor: User, now: datetime | None = None
) -> ChecklistItem:
    """One more kind of hazard at the end of a list. Refuses a name twice and the longest limit for a general one."""
    require_checklist_editor(actor)
    now = now or timezone.now()
    values = {name: details[name] for name in ITEM_FIELDS if name in details}
    with transaction.atomic():
        Checklist.objects.select_for_update(no_key=True).get(pk=checklist.pk)
        _refuse_bad_item(values, checklist.items.all())
        order = max((item.order for item in checklist.items.all()), default=0) + 1
        row = ChecklistItem.objects.create(
            checklist=checklist, code=f"{checklist.code}.own{order}", order=order, **values
        )
        write_down(row, ITEM_KIND, "add", "添加条目", actor=actor, now=now, text=row.name)
    return row


def change_item(
    item: ChecklistItem,
    *,
    details: Mapping[str, Any],
    is_active: bool,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> ChecklistItem:
    """Change an item or take it out of use. Hazards found before keep the grade and limit they got."""
    require_checklist_editor(actor)
    values = {name: details[name] for name in ITEM_FIELDS if name in details}
    with edit(item, ITEM_KIND, "change", "修改条目", actor=actor, version=version, now=now) as e:
        others = ChecklistItem.objects.filter(checklist=item.checklist_id).exclude(pk=item.pk)
        _refuse_bad_item(values, others)
        e.set(**values, is_active=is_active)
    return item


def _refuse_bad_item(values: Mapping[str, Any], others: Any) -> None:
    _refuse_twice(others.filter(name=values.get("name", "")))
    if values.get("limit") == Limit.MAJOR and values.get("grade") != Grade.MAJOR:
        raise RuleBroken("limit", "最长的时限只给重大隐患，请选短一些的", field="limit")


def _refuse_twice(same: Any) -> None:
    if same.exists():
        raise RuleBroken("checklist.twice", "已经有同名的了，停用的可以重新启用", field="name")
