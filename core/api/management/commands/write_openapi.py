"""manage.py write_openapi: the document of the API as it is now, into docs/openapi.json."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.api.document import document


class Command(BaseCommand):
    help = "把接口说明写进 docs/openapi.json"

    def handle(self, *args: Any, **options: Any) -> None:
        place = Path(settings.BASE_DIR) / "docs" / "openapi.json"
        place.write_text(document(), encoding="utf-8")
        self.stdout.write(f"已写好 {place.name}")
