"""manage.py verify_audit"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.audit.models import Entry
from core.audit.selectors import verify


class Command(BaseCommand):
    help = "检查操作记录有没有被改过、删过或换过"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=int, default=1, metavar="序号", help="从第几行开始查，默认从头查")

    def handle(self, *args: Any, **options: Any) -> None:
        since = max(1, options["since"])
        started = time.monotonic()
        faults = verify(since=since)
        for fault in faults:
            self.stdout.write(f"{fault.seq}\t{fault.kind}\t{fault.words}")
        if faults:
            raise CommandError(f"操作记录有{len(faults)}处不对，见上面各行")
        count = Entry.objects.filter(seq__gte=since).count()
        self.stdout.write(f"操作记录完整：{count}行，用时{time.monotonic() - started:.1f}秒")
