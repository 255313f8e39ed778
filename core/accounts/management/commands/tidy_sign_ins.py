"""manage.py tidy_sign_ins: close rows of sessions that died unseen, forget those past half a year."""

from typing import Any

from django.core.management.base import BaseCommand

from core.accounts.actions import tidy_sign_ins


class Command(BaseCommand):
    help = "关掉早已失效的登录记录，删掉半年以前的"

    def handle(self, *args: Any, **options: Any) -> None:
        closed, forgotten = tidy_sign_ins()
        self.stdout.write(f"关掉{closed}条，删掉{forgotten}条")
