"""manage.py load_rules: add shipped limits that the database does not have yet."""

from typing import Any

from django.core.management.base import BaseCommand

from core.clocks.actions import ship_rules


class Command(BaseCommand):
    help = "补上随产品提供的时限规则；已有的不动"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"补上{ship_rules()}条时限规则")
