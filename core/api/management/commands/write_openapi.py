"""manage.py write_openapi: the document of the API as it is now, for docs/openapi.json."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from drf_spectacular.generators import SchemaGenerator

PLACE = Path(settings.BASE_DIR) / "docs" / "openapi.json"


def document() -> str:
    """The document as text, the same for the same code."""
    told: Any = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


class Command(BaseCommand):
    help = "把接口说明写进 docs/openapi.json"

    def handle(self, *args: Any, **options: Any) -> None:
        PLACE.write_text(document(), encoding="utf-8")
        self.stdout.write(f"已写好 {PLACE.name}")
