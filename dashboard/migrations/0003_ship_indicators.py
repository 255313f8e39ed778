"""The indicators and the limits of evaluation come with the database; what an office has already stays as it is."""

from typing import Any

from django.db import migrations

from core.clocks.rules_data import RULES
from dashboard.evaluation.shipped import INDICATORS


def _columns(model: Any) -> set[str]:
    """Of then, not of a later release."""
    return {field.name for field in model._meta.concrete_fields}


def ship(apps: Any, schema_editor: Any) -> None:
    indicator = apps.get_model("dashboard", "Indicator")
    wanted, present = _columns(indicator), set(indicator.objects.values_list("kind", flat=True))
    indicator.objects.bulk_create(
        indicator(**{name: value for name, value in fields.items() if name in wanted})
        for fields in INDICATORS
        if fields["kind"] not in present
    )


def ship_new_limits(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("clocks", "DeadlineRule")
    wanted, present = _columns(rule), set(rule.objects.values_list("code", flat=True))
    rule.objects.bulk_create(
        rule(**{name: value for name, value in fields.items() if name in wanted})
        for fields in RULES
        if fields["code"] not in present
    )


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0002_evaluation"), ("clocks", "0002_ship_rules")]
    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunPython(ship_new_limits, migrations.RunPython.noop),
    ]
