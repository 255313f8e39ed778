from typing import Any

from django.core.management.base import BaseCommand

from residents.actions import erase_due
from residents.placing import follow_places


class Command(BaseCommand):
    help = "居民登记的夜间照看：住户跟着楼栋换网格和社区，搬走到期的人删除"

    def handle(self, *args: Any, **options: Any) -> None:
        moved, erased = follow_places(), erase_due()
        self.stdout.write(f"跟着楼栋换网格 {moved} 处，到期删除 {erased} 人")
