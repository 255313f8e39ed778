"""Prove that the area tree and the partition into grids are sound, or say what is not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grids.actions.tree import rebuild_tree
from grids.selectors import partition_faults, tree_faults

# What recounting the numbers mends; the rest is a wrong parent or community, which a person must look at.
_NUMBERS = {"interval", "width", "number", "depth"}


class Command(BaseCommand):
    help = "检查地点树的左右号、层级和网格划分；--fix 按上级关系重新编号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="按上级关系重新编号")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = tree_faults()
        if options["fix"] and any(fault.kind in _NUMBERS for fault in faults):
            rebuild_tree()
            faults = tree_faults()
        faults += partition_faults()
        for fault in faults:
            self.stdout.write(f"{fault.kind}\t{fault.area_id}\t{fault.words}")
        if faults:
            raise CommandError(f"有{len(faults)}处问题")
        self.stdout.write("地点树和网格划分都没有问题")
