from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """All that `make run` needs of Django before the pages open: one start of Python for three commands."""

    help = "更新数据库结构，建立演示街道，把演示账号写进文件（make run 用）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", default="small", help="small 或 full（2万件案件）")
        parser.add_argument("--accounts", type=Path, required=True, help="演示账号写到这个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("更新数据库结构")
        call_command("migrate", interactive=False, verbosity=0)
        self._say("准备演示数据")
        call_command("seed_town", scale=options["scale"], stdout=self.stdout)
        said = StringIO()
        try:
            call_command("demo_accounts", stdout=said)
        except CommandError:  # a database of one's own, without the demo
            said = StringIO()
        options["accounts"].write_text(said.getvalue(), encoding="utf-8")

    def _say(self, text: str) -> None:
        self.stdout.write(f"» {text}")
        self.stdout.flush()
