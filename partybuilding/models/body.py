"""大工委 of the street and 大党委 of a community: who sits in them, and when a seat is known to be empty (domain.md E1)."""

from datetime import date, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from partybuilding.choices import CYCLES
from partybuilding.meetings.querysets import BodyQuerySet, MemberQuerySet

User = settings.AUTH_USER_MODEL
QUARTER = 3
_QUARTERS = "一二三四"


class PartyJointBody(models.Model):
    """大工委 of the street (no community) or 大党委 of a community (E1). Its year is cut into periods of `cycle_months`;
    each has one regular meeting."""

    name = models.CharField("名称", max_length=40)
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区"
    )
    cycle_months = models.PositiveSmallIntegerField("多久开一次", choices=CYCLES, default=QUARTER)
    place = models.CharField("开会地点", max_length=60, blank=True)
    starts_at = models.TimeField("一般几点开", default=time(9, 30))
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "联席会议"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="joint_body_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="joint_body_cycle_divides_year",
                condition=Q(cycle_months__in=[months for months, _ in CYCLES]),
            ),
            # One body a community, one for the street.
            models.UniqueConstraint(
                name="joint_body_once",
                fields=["community"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:body", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("meetings:body_act", args=[self.pk, act])

    @property
    def is_street(self) -> bool:
        return self.community_id is None

    @property
    def periods(self) -> int:
        """How many regular meetings a year has: four for the street."""
        return 12 // self.cycle_months

    def period_of(self, day: date) -> int:
        return (day.month - 1) // self.cycle_months + 1

    def period_days(self, year: int, period: int) -> tuple[date, date]:
        """First and last day of a period."""
        first = date(year, (period - 1) * self.cycle_months + 1, 1)
        after = period * self.cycle_months + 1
        return first, (date(year, after, 1) if after <= 12 else date(year + 1, 1, 1)) - timedelta(days=1)

    def period_words(self, period: int) -> str:
        return f"第{_QUARTERS[period - 1]}季度" if self.cycle_months == QUARTER else f"第{period}次"


class BodyMember(models.Model):
    """A unit's seat: the official who sits there by post, and the deputy named in advance, from one day to another. With
    accounts they are told and sign in themselves; else the unit's liaisons are told."""

    body = models.ForeignKey(PartyJointBody, models.PROTECT, related_name="members", verbose_name="联席会议")
    department = models.ForeignKey(
        "grids.Department", models.PROTECT, null=True, related_name="+", verbose_name="部门"
    )
    unit_name = models.CharField("单位", max_length=40)
    official_name = models.CharField("委员", max_length=25)
    official_title = models.CharField("职务", max_length=40)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="委员的账号")
    deputy_name = models.CharField("代理人", max_length=25, blank=True)
    deputy_title = models.CharField("代理人职务", max_length=40, blank=True)
    deputy_user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="代理人的账号"
    )
    valid_from = models.DateField("从哪天起")
    valid_to = models.DateField("最后一天", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "成员单位"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="body_member_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="body_member_unit_once",
                fields=["body", "unit_name"],
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.official_name}"

    def serves(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class MemberAbsence(models.Model):
    """Days on which a member is known to be away. Why is nobody's business here; the date of a meeting avoids them."""

    member = models.ForeignKey(BodyMember, models.PROTECT, related_name="absences", verbose_name="委员")
    first_on = models.DateField("从哪天")
    last_on = models.DateField("到哪天")

    class Meta:
        verbose_name = "已知请假"
        ordering: ClassVar[list[str]] = ["first_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="member_absence_days_in_order", condition=Q(last_on__gte=F("first_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.first_on:%Y-%m-%d}至{self.last_on:%Y-%m-%d}"
