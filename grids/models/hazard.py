"""Hazards of places, and the inspections that find them (domain.md J16)."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.accounts.models import User
from core.flow.models import Matter
from core.papers.numbers import format_number
from grids.choices import AreaLevel
from grids.choices_field import (
    OPEN_HAZARDS,
    CheckAnswer,
    Grade,
    HazardDanger,
    HazardSource,
    HazardState,
    Limit,
    ReferReason,
)
from grids.models.area import Area
from grids.models.checklist import Checklist, ChecklistItem
from grids.models.grid import Grid
from grids.models.people import Department
from grids.querysets_field import HazardCheckQuerySet, HazardQuerySet

# Written down without signal and sent later by more than this: the page says so.
_SENT_LATER = timedelta(minutes=2)


def address_of(place: Area, detail: str) -> str:
    """铁路小区3号楼 2单元; an estate by its own name; a detail that names the building itself (3号楼门厅) stands alone."""
    above = place.parent.name if place.level == AreaLevel.BUILDING and place.parent is not None else ""
    if detail.startswith(place.name):
        return f"{above}{detail}"
    return f"{above}{place.name} {detail}".strip()


class HazardCheck(models.Model):
    """One inspection of a place by a checklist. Says what was looked at and when, of places only."""

    place = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="地点")
    place_detail = models.CharField("具体位置", max_length=60, blank=True)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", verbose_name="清单")
    community = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="社区")
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, related_name="+", verbose_name="网格")
    at = models.DateTimeField("检查时间")
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="检查人")
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = HazardCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "清单检查"
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["community", "-at"], name="hazardcheck_community"),
            models.Index(fields=["grid", "-at"], name="hazardcheck_grid"),
        ]

    def __str__(self) -> str:
        return f"{self.checklist}检查 {self.address}"

    def get_absolute_url(self) -> str:
        return reverse("hazards:check", args=[self.pk])

    @property
    def address(self) -> str:
        return address_of(self.place, self.place_detail)


class HazardAnswer(models.Model):
    """What the inspection says of one item."""

    check_up = models.ForeignKey(HazardCheck, models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    answer = models.CharField("结果", max_length=6, choices=CheckAnswer.choices)

    class Meta:
        verbose_name = "检查结果"
        ordering: ClassVar[list[str]] = ["item__order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["check_up", "item"], name="hazardanswer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_answer_display()}"


class Hazard(Matter):
    """Something at a place that can hurt people, from being found to being gone. Moved only by grids.engine."""

    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    no = models.CharField("编号", max_length=16, unique=True)
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+", verbose_name="类别")
    title = models.CharField("隐患", max_length=60)
    summary = models.CharField("情况", max_length=200, blank=True)
    place = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="地点")
    place_detail = models.CharField("具体位置", max_length=60, blank=True)
    community = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="社区")
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, related_name="hazards", verbose_name="网格")
    source = models.CharField("来源", max_length=10, choices=HazardSource.choices)
    check_up = models.ForeignKey(
        HazardCheck, models.SET_NULL, null=True, related_name="hazards", verbose_name="清单检查"
    )
    danger = models.CharField("当场危险", max_length=10, choices=HazardDanger.choices, blank=True)
    called_at = models.DateTimeField("报警时间", null=True)
    found_at = models.DateTimeField("发现时间")
    grade = models.CharField("等级", max_length=10, choices=Grade.choices)
    limit = models.CharField("整改时限", max_length=10, choices=Limit.choices)
    grade_reason = models.CharField("定级理由", max_length=200, blank=True)
    # From when the limit is counted: from finding, and anew when it is changed or the recheck failed.
    counted_from = models.DateTimeField("起算时间")
    responsible = models.CharField("责任方", max_length=60, blank=True)
    # Of the round under way: nobody rechecks what they put right themselves.
    rectified_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="登记整改的人"
    )
    referred_to = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name="移送部门"
    )
    refer_reason = models.CharField("移送理由", max_length=10, choices=ReferReason.choices, blank=True)
    referred_on = models.DateField("移送日期", null=True)
    referral_no = models.CharField("移送文号", max_length=60, blank=True)
    # What took it over, when a higher app did (grids.referrals).
    referral_kind = models.CharField(max_length=40, blank=True)
    referral_id = models.PositiveBigIntegerField(null=True)
    closed_at = models.DateTimeField("办结时间", null=True)

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = "隐患"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["community", "due_at"],
                condition=Q(state__in=sorted(OPEN_HAZARDS)),
                name="hazard_community_due",
            ),
            models.Index(
                fields=["grid", "due_at"], condition=Q(state__in=sorted(OPEN_HAZARDS)), name="hazard_grid_due"
            ),
            models.Index(fields=["place", "item"], name="hazard_place_item"),
            models.Index(fields=["community", "-id"], name="hazard_community_new"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "serial"], name="hazard_number_once"),
            models.CheckConstraint(condition=Q(state__in=HazardState.values), name="hazard_state_known"),
            models.CheckConstraint(
                condition=Q(grade=Grade.MAJOR) | ~Q(limit=Limit.MAJOR), name="hazard_limit_fits_grade"
            ),
            models.CheckConstraint(
                condition=Q(found_at__lte=models.F("created_at")), name="hazard_found_before_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("hazards:detail", args=[self.no])

    @property
    def official_no(self) -> str:
        """雄隐〔2026〕0001号."""
        return format_number(settings.HAZARD_SERIES, self.year, self.serial)

    @property
    def address(self) -> str:
        return address_of(self.place, self.place_detail)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_HAZARDS

    @property
    def was_sent_later(self) -> bool:
        """Noted on the phone first; the limit counts from then."""
        return self.created_at - self.found_at > _SENT_LATER

    def act_url(self, act: str) -> str:
        return reverse("hazards:act", args=[self.no, act])

    def get_state_display(self) -> str:
        return str(HazardState(self.state).label)


class HazardRound(models.Model):
    """One order to put it right, what was done, and what the second look said. A failed recheck opens the next one.

    Put right on the spot, it has no order."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("第几次")
    responsible = models.CharField("责任方", max_length=60, blank=True)
    requirement = models.CharField("整改要求", max_length=300, blank=True)
    due_at = models.DateTimeField("限期", null=True)
    ordered_at = models.DateTimeField("责令时间", null=True)
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    rectified_at = models.DateTimeField("整改时间", null=True)
    rectified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    what = models.CharField("怎么整改的", max_length=300, blank=True)
    without_photo = models.CharField("没有照片的原因", max_length=100, blank=True)
    rechecked_at = models.DateTimeField("复查时间", null=True)
    rechecked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    passed = models.BooleanField("复查合格", null=True)
    recheck_note = models.CharField("复查情况", max_length=300, blank=True)

    class Meta:
        verbose_name = "整改"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hazard", "number"], name="hazardround_number_once"),
            models.CheckConstraint(
                condition=Q(rechecked_by__isnull=True) | ~Q(rechecked_by=models.F("rectified_by")),
                name="hazardround_rechecked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} 第{self.number}次整改"
