from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.backup.drill import restore, words_for
from core.backup.vault import the_vault
from core.local.problems import LocalProblem


def moment(text: str) -> datetime:
    """「2026-03-04 10:00:00」, in the office's time unless it names its own. Raises CommandError."""
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise CommandError(f"时间写成「2026-03-04 10:00:00」，现在是「{text}」")
    return timezone.make_aware(at) if timezone.is_naive(at) else at


class Command(BaseCommand):
    help = "把备份恢复到一个时间，放进一个新的文件夹；不碰正在用的数据库"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="文件夹", help="新的文件夹")
        parser.add_argument("--at", metavar="时间", help="恢复到什么时候，默认到最后")

    def handle(self, *args: Any, **options: Any) -> None:
        at = moment(options["at"]) if options["at"] else None
        folder = Path(options["to"]).absolute()
        try:
            self.stdout.write(words_for(restore(the_vault(), folder, at)))
        except LocalProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"放在 {folder}：pg 是数据库，media 是附件。怎样换上去，见 docs/operate.md。")
