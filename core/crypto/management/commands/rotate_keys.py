from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.crypto import rotation
from core.crypto.seal import newest_version


class Command(BaseCommand):
    help = "把加密保存的内容换到最新的密钥。可以边用边换，中断后再运行一次就接着换"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只数还有多少没换，不动数据")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            done = sum(rows for _, rows in rotation.rotate())
            self.stdout.write(f"换好 {done} 处，现在用第{newest_version()}号密钥")
        waiting = {place.name: rotation.left(place) for place in rotation.places()}
        left = {name: rows for name, rows in waiting.items() if rows}
        for name, rows in left.items():
            self.stdout.write(f"{name}：还有 {rows} 处用旧密钥")
        if left:
            raise CommandError("还有内容用旧密钥，旧密钥先不要从 FIELD_KEYS 里拿掉")
        self.stdout.write("全部在最新的密钥下。最早的一号密钥要留着：操作记录用它校验")
