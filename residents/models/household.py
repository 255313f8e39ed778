"""Households, and the services they asked for (domain.md B10, B12)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.accounts.models import User
from grids.models import Area
from residents.choices import Service, Source, Tenure
from residents.models.dwelling import Dwelling, Placed, days_over
from residents.numbers import home_no
from residents.querysets import HouseholdQuerySet


class Household(Placed):
    """People who live behind one door together. Confirmed with them every 180 days (B12)."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name="房屋")
    # The dwelling's, so that a community counts its buildings from one index.
    building = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="楼栋", db_index=False)
    # Several households may share a door: a courtyard room, a let flat.
    ordinal = models.PositiveSmallIntegerField("同址第几户", default=1)
    tenure = models.CharField("居住方式", max_length=8, choices=Tenure.choices, default=Tenure.OWNED)
    head = models.ForeignKey(
        "residents.Resident",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="户主",
        db_constraint=False,
    )
    # People living there now; kept by the actions.
    members = models.PositiveSmallIntegerField("人口", default=0)
    source = models.CharField("来源", max_length=8, choices=Source.choices, default=Source.VISIT)
    confirmed_on = models.DateField("上次核对", null=True, blank=True)
    # Stored, so that the work list of a grid is one index.
    confirm_due_on = models.DateField("应核对日期", null=True, blank=True)
    left_on = models.DateField("搬走日期", null=True, blank=True)
    # From this day nobody sees it, from that day it is no more; both by the rules of the day it left.
    hidden_on = models.DateField("不再显示", null=True, blank=True)
    erase_on = models.DateField("删除", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField(default=False)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "户"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="household_one_place",
                fields=["dwelling", "ordinal"],
                condition=Q(left_on__isnull=True),
            ),
            models.CheckConstraint(
                name="household_days_of_leaving",
                condition=Q(left_on__isnull=True, hidden_on__isnull=True, erase_on__isnull=True)
                | Q(left_on__isnull=False, hidden_on__isnull=False, erase_on__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The work list 「该核对的户」 of a grid or a community, oldest first.
            models.Index(
                name="household_grid_due",
                fields=["grid", "confirm_due_on"],
                condition=Q(left_on__isnull=True),
            ),
            models.Index(
                name="household_community_due",
                fields=["community", "confirm_due_on"],
                condition=Q(left_on__isnull=True),
            ),
            # Households and people of each building, without touching the rows.
            models.Index(
                name="household_building_count",
                fields=["community", "building"],
                include=["members", "confirm_due_on"],
                condition=Q(left_on__isnull=True),
            ),
            models.Index(name="household_erase", fields=["erase_on"], condition=Q(erase_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def no(self) -> str:
        """H-030712: what addresses and people's talk carry; it tells nothing about anybody."""
        return home_no(self.pk)

    @property
    def address(self) -> str:
        """The door, and which household behind it when it is not the first."""
        nth = f"（第{self.ordinal}户）" if self.ordinal > 1 else ""
        return f"{self.dwelling.address}{nth}"

    @property
    def overdue_words(self) -> str:
        """超12天: how long the confirmation has waited."""
        return days_over(self.confirm_due_on)

    @property
    def about(self) -> str:
        """What a form says beside the number."""
        return self.address

    def get_absolute_url(self) -> str:
        return reverse("homes:detail", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("homes:act", args=[self.pk, act])


class HouseholdService(models.Model):
    """A service that a household asked for, with the day they agreed. Ends when they say so."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="services")
    service = models.CharField("服务", max_length=12, choices=Service.choices)
    agreed_on = models.DateField("本人同意日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "约定的服务"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="service_once", fields=["household", "service"], condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_service_display()
