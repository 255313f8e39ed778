"""Grids: a partition of the buildings, beside the tree (domain.md B2)."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from core.accounts.models import User
from grids.choices import GridKind
from grids.models.area import Area
from grids.querysets import GridBuildingQuerySet, GridQuerySet, in_force, today


def days_in_force() -> Func:
    """The days of a row as a PostgreSQL range; the last day counts, so both ends are closed."""
    return Func(
        F("valid_from"),
        F("valid_to"),
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="DATERANGE",
        output_field=DateRangeField(),
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name
    )


class Grid(models.Model):
    """The smallest unit of service: whole buildings of one community under one worker and one leader."""

    code = models.CharField("编码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=40)
    number = models.PositiveSmallIntegerField("序号", default=0)
    community = models.ForeignKey(Area, models.PROTECT, related_name="grids", verbose_name="社区")
    kind = models.CharField("类别", max_length=10, choices=GridKind.choices, default=GridKind.COMMUNITY)
    valid_from = models.DateField("启用日期", default=today)
    valid_to = models.DateField("最后一天", null=True, blank=True)
    # False once its last day has passed; kept by the actions and the nightly check so that pickers stay one equality.
    is_active = models.BooleanField("在用", default=True)
    household_target = models.PositiveIntegerField("计划户数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    approval_no = models.CharField("批准文号", max_length=60, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = GridQuerySet.as_manager()

    class Meta:
        verbose_name = "网格"
        ordering: ClassVar[list[str]] = ["code"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["community", "is_active"], name="grid_community_active"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [ends_after_start("grid_days_in_order")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def for_building(cls, building_id: int, on: date | None = None) -> "Grid | None":
        """The grid that the building belongs to on the day (today when not said)."""
        return (
            cls.objects.filter(in_force(on, "buildings__"), buildings__building_id=building_id)
            .select_related("community")
            .first()
        )


class GridBuilding(models.Model):
    """That a building belongs to a grid, from one day to another; a building is in one grid at a time."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="buildings")
    building = models.ForeignKey(Area, models.PROTECT, related_name="grid_links")
    valid_from = models.DateField(default=today)
    valid_to = models.DateField(null=True, blank=True)
    approval_no = models.CharField("批准文号", max_length=60, blank=True)

    objects = GridBuildingQuerySet.as_manager()

    class Meta:
        verbose_name = "网格楼栋"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["grid", "valid_to"], name="gridbuilding_grid"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ends_after_start("gridbuilding_days_in_order"),
            models.UniqueConstraint(
                fields=["building"], condition=Q(valid_to__isnull=True), name="gridbuilding_one_open_grid"
            ),
            ExclusionConstraint(
                name="gridbuilding_one_grid_a_day",
                expressions=[(days_in_force(), RangeOperators.OVERLAPS), ("building", RangeOperators.EQUAL)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building_id} 属 {self.grid_id}"


class GridEvent(models.Model):
    """A line of a grid's history as people read it: opened, split, staffed, handed over. Never changed."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    on = models.DateField("生效日期")
    text = models.CharField(max_length=300)
    approval_no = models.CharField(max_length=60, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "网格历史"
        ordering: ClassVar[list[str]] = ["-on", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["grid", "-on"], name="gridevent_grid_on")
        ]

    def __str__(self) -> str:
        return self.text
