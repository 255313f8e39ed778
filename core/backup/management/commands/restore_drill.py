import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backup.drill import drill, some_moments, words_for
from core.backup.management.commands.restore import moment
from core.backup.vault import the_vault
from core.local.problems import LocalProblem


class Command(BaseCommand):
    help = "恢复演练：把备份恢复到三个随机的时间，和当时记下的核对，再删掉"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", action="append", metavar="时间", help="只演练这个时间，可以写几次")
        parser.add_argument("--seed", type=int, help="重做某一次演练")

    def handle(self, *args: Any, **options: Any) -> None:
        seed = options["seed"] if options["seed"] is not None else secrets.randbelow(10**6)
        try:
            vault = the_vault()
            moments = [moment(one) for one in options["at"] or ()] or some_moments(vault, seed)
            for one in drill(vault, moments):
                self.stdout.write(words_for(one))
        except LocalProblem as problem:
            raise CommandError(f"恢复演练没有通过。{problem}") from problem
        self.stdout.write(
            f"恢复演练通过：{len(moments)}个时间点" + ("" if options["at"] else f"，随机种子 {seed}")
        )
