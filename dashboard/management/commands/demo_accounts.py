from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dashboard.demo.accounts import DEMO_PASSWORD, listed_people


class Command(BaseCommand):
    help = "列出演示账号和密码"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这里不是演示环境，没有演示账号")
        people = listed_people()
        if not people:
            raise CommandError("还没有演示账号，先运行 manage.py seed_town")
        self.stdout.write(f"演示账号（登录页也能直接点选），密码都是 {DEMO_PASSWORD}")
        for person in people:
            self.stdout.write(f"  {person.username:<16}{person.display_name}  {person.title}")
