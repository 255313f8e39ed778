import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backup.checking import check, refuse_the_town_in_use
from core.backup.management.commands.restore import moment
from core.backup.vault import the_vault
from core.local.problems import LocalProblem


class Command(BaseCommand):
    help = "在恢复出来的副本上核对并补删，由恢复演练调用"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="时间")
        parser.add_argument("--media", metavar="文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        at = moment(options["at"]) if options["at"] else None
        media = Path(options["media"]) if options["media"] else None
        try:
            refuse_the_town_in_use()
            found = check(the_vault(), at=at, media=media)
        except LocalProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False))
