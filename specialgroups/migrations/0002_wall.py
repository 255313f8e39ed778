"""The second wall, the role that no superuser's powers pass it by, and the limits that came with support records."""

from typing import Any

from django.db import migrations

from core.clocks.rules_data import RULES
from specialgroups import wall_sql


def ship(apps: Any, schema_editor: Any) -> None:
    """Old installations have the earlier limits only."""
    rule = apps.get_model("clocks", "DeadlineRule")
    columns = {field.name for field in rule._meta.concrete_fields}  # of then, not of a later release
    present = set(rule.objects.values_list("code", flat=True))
    rule.objects.bulk_create(
        rule(**{name: value for name, value in fields.items() if name in columns})
        for fields in RULES
        if fields["code"] not in present
    )


def step_down(apps: Any, schema_editor: Any) -> None:
    """This very connection too: tests go on with it."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(wall_sql.STEP_DOWN)


class Migration(migrations.Migration):
    dependencies = [
        ("specialgroups", "0001_support"),
        ("clocks", "0002_ship_rules"),
        ("grids", "0004_ship_checklists"),
        ("accounts", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunSQL(wall_sql.RAISE, wall_sql.PULL_DOWN),
        migrations.RunSQL(wall_sql.MAKE_ROLE, migrations.RunSQL.noop),
        migrations.RunPython(step_down, migrations.RunPython.noop),
    ]
