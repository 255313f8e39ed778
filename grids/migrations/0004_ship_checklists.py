"""K17 comes with the database, and with it the limit for looking again, so that no hazard is found before its list exists."""

from typing import Any

from django.db import migrations

from core.clocks.rules_data import RULES
from grids.checklist_data import checklist_rows, item_rows


def _columns(model: Any) -> set[str]:
    """Of then, not of a later release."""
    return {field.name for field in model._meta.concrete_fields}


def ship(apps: Any, schema_editor: Any) -> None:
    lists, items = apps.get_model("grids", "Checklist"), apps.get_model("grids", "ChecklistItem")
    known = {}
    for row in checklist_rows():
        known[row["code"]], _ = lists.objects.get_or_create(code=row["code"], defaults=row)
    wanted = _columns(items)
    items.objects.bulk_create(
        items(checklist=known[code], **{name: value for name, value in row.items() if name in wanted})
        for code, row in item_rows()
    )


def ship_new_limits(apps: Any, schema_editor: Any) -> None:
    """Databases of before get the rules that have been added since they were made."""
    rule = apps.get_model("clocks", "DeadlineRule")
    wanted = _columns(rule)
    present = set(rule.objects.values_list("code", flat=True))
    rule.objects.bulk_create(
        rule(**{name: value for name, value in fields.items() if name in wanted})
        for fields in RULES
        if fields["code"] not in present
    )


def unship(apps: Any, schema_editor: Any) -> None:
    apps.get_model("grids", "ChecklistItem").objects.all().delete()
    apps.get_model("grids", "Checklist").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("grids", "0003_patrols_and_hazards"), ("clocks", "0002_ship_rules")]
    operations = [
        migrations.RunPython(ship, unship),
        migrations.RunPython(ship_new_limits, migrations.RunPython.noop),
    ]
