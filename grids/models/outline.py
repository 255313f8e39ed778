"""Where a grid lies on the map. Beside the grid and not in its row: every list reads grids, few need the polygon."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.accounts.models import User
from grids.choices import MapCrs, OutlineSource
from grids.models.grid import Grid
from grids.querysets import OutlineQuerySet


class GridOutline(models.Model):
    """The polygon of a grid from one moment to the next drawing; the last one has no end. Kept in WGS-84 degrees.

    What belongs to a grid are its buildings (domain.md B2); the outline only shows where they are."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="outlines", verbose_name="网格")
    geometry = models.JSONField("图形")
    source = models.CharField("怎么来的", max_length=6, choices=OutlineSource.choices)
    crs = models.CharField("原来的坐标系", max_length=6, choices=MapCrs.choices)
    area = models.PositiveIntegerField("面积（平方米）")
    approval_no = models.CharField("批准文号", max_length=60)
    # The grid's version when it was drawn: later means that its buildings have changed since.
    grid_version = models.PositiveIntegerField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField("启用时间")
    until = models.DateTimeField("停用时间", null=True, blank=True)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        verbose_name = "网格边界图"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Also the index by which the present outline of a grid is found.
            models.UniqueConstraint(fields=["grid"], condition=Q(until__isnull=True), name="outline_one_now"),
        ]

    def __str__(self) -> str:
        return f"{self.grid_id} {self.since:%Y-%m-%d}"

    @property
    def hectares(self) -> float:
        return self.area / 10_000
