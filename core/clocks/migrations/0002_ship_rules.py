"""The limits of domain.md M come with the database, so that no case can be logged before its clocks exist."""

from typing import Any

from django.db import migrations

from core.clocks.rules_data import RULES


def ship(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("clocks", "DeadlineRule")
    columns = {field.name for field in rule._meta.concrete_fields}  # of then, not of a later release
    present = set(rule.objects.values_list("code", flat=True))
    rule.objects.bulk_create(
        rule(**{name: value for name, value in fields.items() if name in columns})
        for fields in RULES
        if fields["code"] not in present
    )


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
