from typing import Any, ClassVar

from django.db import migrations

from core.crypto import blind_index, seal, unseal

TABLE = "disputes_disputeparty"


def bind(apps: Any, schema_editor: Any) -> None:
    """A phone was bound to its case; now to its own row, and its mark names the key that made it."""
    parties = apps.get_model("disputes", "DisputeParty").objects.filter(phone_sealed__isnull=False)
    for party in parties.iterator():
        number = unseal(bytes(party.phone_sealed), f"{TABLE}:{party.dispute_id}:phone")
        party.phone_sealed = seal(number, f"{TABLE}:{party.pk}:phone_sealed")
        party.phone_index = blind_index("phone", number)
        party.save(update_fields=["phone_sealed", "phone_index"])


class Migration(migrations.Migration):
    """Additional data of a seal is table:row:column (issue of the register); not reversible, old code cannot read it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("disputes", "0002_events_append_only")]
    operations: ClassVar[list[migrations.RunPython]] = [migrations.RunPython(bind)]
