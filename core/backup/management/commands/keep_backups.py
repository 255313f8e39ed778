import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup.keeping import keep
from core.backup.vault import the_vault
from core.local.problems import LocalProblem


class Command(BaseCommand):
    help = "一直运行：每分钟取回日志，每天夜里备份一次，每周恢复演练一次"

    def handle(self, *args: Any, **options: Any) -> None:
        def leave(_number: int, _frame: FrameType | None) -> None:
            raise SystemExit(0)

        signal.signal(signal.SIGTERM, leave)
        try:
            keep(the_vault())
        except LocalProblem as problem:
            raise CommandError(str(problem)) from problem
