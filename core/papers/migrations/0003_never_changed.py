from typing import ClassVar

from django.db import migrations

from core.papers.triggers import CREATE, DROP


class Migration(migrations.Migration):
    """What was issued stays as it was: the database itself refuses (domain.md L, trust.md T3)."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("papers", "0002_papers")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(CREATE, DROP)]
