from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.backup.taking import back_up, fetch_log
from core.backup.vault import the_vault
from core.local.problems import LocalProblem


class Command(BaseCommand):
    help = "备份整个数据库、日志和附件（加密、核对）；--log 只取回新的日志和附件，每分钟一次"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--log", action="store_true", help="只取回上次以后的日志和附件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            vault = the_vault()
            if options["log"]:
                self.stdout.write(f"取回日志{fetch_log(vault)}段，放在 {vault.folder}")
                return
            copy = back_up(vault)
        except LocalProblem as problem:
            raise CommandError(str(problem)) from problem
        size = (vault.base / copy.name / "database.sealed").stat().st_size / 1024**2
        at = timezone.localtime(copy.done_at)
        self.stdout.write(
            f"备份好了：{vault.base / copy.name}，{size:.1f} MB，附件{len(copy.files)}个；可以恢复到 {at:%Y-%m-%d %H:%M:%S} 以后"
        )
        self.stdout.write("备份密钥要另外保管，不和备份放在一起：没有它，备份打不开。")
