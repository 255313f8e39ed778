from typing import Any

from django.core.management.base import BaseCommand

from specialgroups.actions.erasing import replay_erasures


class Command(BaseCommand):
    help = "恢复旧备份以后、让人登录以前运行：按删除凭证，把已经删除的帮扶档案再删一次"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"又删除 {replay_erasures()} 份")
