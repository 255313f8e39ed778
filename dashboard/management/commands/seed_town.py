from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import RuleBroken
from dashboard.demo.town import SCALES, AlreadyBuilt, seed_town


class Command(BaseCommand):
    help = "建立演示街道：社区、网格、人员和半年的案件。只在空的数据库里建一次"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale", choices=list(SCALES), default="small", help="small 或 full（2万件案件）"
        )
        parser.add_argument("--seed", type=int, default=2026, help="同一个数得到同一个街道")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            town = seed_town(options["scale"], seed=options["seed"])
        except AlreadyBuilt:
            self.stdout.write("演示街道已经建好，不用再建")
            return
        except RuleBroken as refused:
            raise CommandError(str(refused)) from refused
        told, grids = town.told, sum(len(grids) for grids in town.places.grids.values())
        self.stdout.write(
            f"建好雄关街道：{len(town.places.communities)}个社区，{grids}个网格，"
            f"{town.peopled.homes}户{town.peopled.people}人，办理{told.acts}步，另写入{told.written}件"
        )
