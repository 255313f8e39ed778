"""志愿服务活动 and who served at one, for how long (J11, J17)."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from civics.models.volunteer import Volunteer, VolunteerTeam
from civics.volunteers.choices import ActivityState, Grade, RecordState
from civics.volunteers.querysets import ActivityQuerySet
from core.flow.models import Matter

User = settings.AUTH_USER_MODEL


class VolunteerActivity(Matter):
    """One activity: what, where, when, for how many, with which risks. State changes only by civics.volunteers."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    no = models.CharField("编号", max_length=16, unique=True)
    title = models.CharField("活动", max_length=40)
    text = models.TextField("做什么", max_length=500)
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="社区")
    team = models.ForeignKey(
        VolunteerTeam, models.PROTECT, null=True, related_name="+", verbose_name="服务队"
    )
    place = models.CharField("地点", max_length=60)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    places = models.PositiveSmallIntegerField("要多少人")
    min_age = models.PositiveSmallIntegerField("最小年龄", default=14)
    needs = models.CharField("需要什么", max_length=100, blank=True)
    # 条例 arts. 15-17: risks are said; a dangerous task takes grown-ups, training and insurance.
    risks = models.CharField("有什么风险", max_length=200)
    is_danger = models.BooleanField("有危险的任务", default=False)
    is_trained = models.BooleanField("先培训", default=False)
    is_insured = models.BooleanField("已投保险", default=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "志愿服务活动"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="activity_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="activity_danger_is_for_grown_ups",
                condition=Q(is_danger=False) | Q(min_age__gte=18),
            ),
            models.UniqueConstraint(name="activity_year_serial", fields=["year", "serial"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="activity_community_state", fields=["community", "state", "-id"]),
            # The public list: what one may still join, the nearest first.
            models.Index(name="activity_state_start", fields=["state", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"

    def get_state_display(self) -> str:
        return str(ActivityState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("activities:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("activities:act", args=[self.no, act])


class RecordQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        return self.filter(state=RecordState.CONFIRMED)

    def coming(self) -> Self:
        """Who takes a place."""
        return self.exclude(state=RecordState.WITHDRAWN)

    def between(self, start: date, end: date) -> Self:
        return self.filter(activity__starts_at__date__gte=start, activity__starts_at__date__lte=end)


class ServiceRecord(models.Model):
    """One volunteer at one activity: signed up, came, went, and the hours that the organiser stands for."""

    activity = models.ForeignKey(VolunteerActivity, models.PROTECT, related_name="records")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="records")
    state = models.CharField("状态", max_length=10, choices=RecordState.choices, default=RecordState.SIGNED)
    signed_at = models.DateTimeField("报名时间")
    in_at = models.DateTimeField("签到", null=True)
    out_at = models.DateTimeField("签退", null=True)
    by_hand = models.BooleanField("补登", default=False)
    hours = models.DecimalField("核定小时", max_digits=4, decimal_places=1, null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Of this service, not of the person: nothing adds grades up.
    grade = models.CharField("这次服务", max_length=8, choices=Grade.choices, blank=True)
    grade_words = models.CharField("评语", max_length=100, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "服务记录"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="record_once_an_activity", fields=["activity", "volunteer"]),
            models.CheckConstraint(
                name="record_confirmed_has_hours",
                condition=~Q(state=RecordState.CONFIRMED) | Q(hours__gt=0, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="record_out_after_in",
                condition=Q(out_at__isnull=True) | Q(in_at__isnull=False, out_at__gte=F("in_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity.title} {self.hours or 0}小时"

    @property
    def counted(self) -> Decimal:
        """Hours by the clock at the door, in halves, rounded down with five minutes' grace; what the organiser starts
        from."""
        if self.in_at is None or self.out_at is None:
            return Decimal(0)
        halves = int((self.out_at - self.in_at).total_seconds() + 300) // 1800
        return Decimal(halves) / 2
