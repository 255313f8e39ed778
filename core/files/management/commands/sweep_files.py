"""manage.py sweep_files"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.files.sweep import sweep_files


class Command(BaseCommand):
    help = "删掉没有记录的附件文件（一天以前的），并指出文件不见了的记录"

    def handle(self, *args: Any, **options: Any) -> None:
        found = sweep_files()
        self.stdout.write(f"删掉了{len(found.orphans)}个没有记录的文件")
        for path in found.lost:
            self.stdout.write(f"文件不见了\t{path}")
        if found.lost:
            raise CommandError(f"有{len(found.lost)}个文件不见了，请从备份里找回")
