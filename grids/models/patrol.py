"""Patrols: the places of a grid that its worker walks by, and what was seen there (domain.md H6).

A check-in says that a point was looked at, when, and what was found. There is no track, no position of a person and no
figure about a person; after ninety days only the day's count of the grid is left (grids.actions.patrol_care)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.accounts.models import User
from grids.choices_field import PointResult, Weather
from grids.models.area import Area
from grids.models.checklist import Checklist
from grids.models.grid import Grid
from grids.models.hazard import Hazard, HazardCheck
from grids.querysets import today
from grids.querysets_field import PatrolDayQuerySet, PatrolPointQuerySet, PatrolQuerySet


class PatrolRoute(models.Model):
    """The patrol route of one grid. Edited by its leader and its community; the version is that of all its points."""

    grid = models.OneToOneField(Grid, models.PROTECT, related_name="route", verbose_name="网格")
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = "巡查路线"

    def __str__(self) -> str:
        return f"{self.grid}巡查路线"

    def get_absolute_url(self) -> str:
        return reverse("patrols:route", args=[self.grid_id])


class PatrolPoint(models.Model):
    """One place of a route. A key point is looked at so many times a week, every other one on each patrol.

    Retired, never deleted, while a check of the last ninety days names it."""

    route = models.ForeignKey(PatrolRoute, models.PROTECT, related_name="points")
    place = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="地点")
    name = models.CharField("点位", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    weekly = models.PositiveSmallIntegerField("每周几次", null=True, blank=True)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查清单"
    )
    # Owed from this day on, so that a count made later asks nothing of the days before.
    since = models.DateField("启用日期", default=today)
    is_active = models.BooleanField("在用", default=True)

    objects = PatrolPointQuerySet.as_manager()

    class Meta:
        verbose_name = "巡查点位"
        ordering: ClassVar[list[str]] = ["order", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["route", "is_active", "order"], name="patrolpoint_route"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(weekly__isnull=True) | Q(weekly__range=(1, 5)), name="patrolpoint_weekly"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_key(self) -> bool:
        return self.weekly is not None

    @property
    def frequency_words(self) -> str:
        return f"重点，每周{self.weekly}次" if self.is_key else "每次巡查"


class Patrol(models.Model):
    """One worker's walk of one grid on one day, with the day's log."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="patrols")
    worker = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField("日期")
    weather = models.CharField("天气", max_length=10, choices=Weather.choices, blank=True)
    note = models.CharField("情况", max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = PatrolQuerySet.as_manager()

    class Meta:
        verbose_name = "巡查"
        ordering: ClassVar[list[str]] = ["-day", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="patrol_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["grid", "worker", "day"], name="patrol_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.grid} {self.day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("patrols:log", args=[self.grid_id, self.day])


class PatrolCheck(models.Model):
    """One point looked at on one patrol: once a day, whatever is tapped."""

    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="checks")
    point = models.ForeignKey(PatrolPoint, models.PROTECT, related_name="checks")
    at = models.DateTimeField("时间")
    received_at = models.DateTimeField("收到时间")
    result = models.CharField("结果", max_length=6, choices=PointResult.choices)
    note = models.CharField("情况", max_length=200, blank=True)
    hazard = models.ForeignKey(Hazard, models.SET_NULL, null=True, related_name="+")
    inspection = models.ForeignKey(HazardCheck, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "点位检查"
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["patrol", "point"], name="patrolcheck_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.get_result_display()}"


class PatrolDay(models.Model):
    """How many points of a grid were looked at on a day, of how many that were due. Stays when the checks are gone."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="patrol_days")
    day = models.DateField("日期")
    points_due = models.PositiveSmallIntegerField("应查点位")
    points_done = models.PositiveSmallIntegerField("已查点位")

    objects = PatrolDayQuerySet.as_manager()

    class Meta:
        verbose_name = "巡查日数"
        ordering: ClassVar[list[str]] = ["day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["grid", "day"], name="patrolday_once"),
            models.CheckConstraint(
                condition=Q(points_done__lte=F("points_due")), name="patrolday_done_within_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grid_id} {self.day:%Y-%m-%d} {self.points_done}/{self.points_due}"

    @property
    def is_complete(self) -> bool:
        return self.points_done == self.points_due > 0
