from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard.figures.recount import differences, rebuild, words


class Command(BaseCommand):
    help = "统计数从案件时间线重新数一遍；加 --check 只核对，不改"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对，有出入就报错")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self.stdout.write(f"重新数好了，共{rebuild()}行")
        elif found := differences():
            raise CommandError(
                f"统计数和时间线对不上：{words(found)}。运行 manage.py rebuild_summaries 重新数"
            )
        else:
            self.stdout.write("统计数和时间线一致")
