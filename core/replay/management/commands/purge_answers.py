"""manage.py purge_answers"""

from typing import Any

from django.core.management.base import BaseCommand

from core.replay.actions import purge_answers


class Command(BaseCommand):
    help = "删掉30天以前的提交答复"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"删掉了{purge_answers()}条过期的提交答复")
