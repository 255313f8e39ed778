"""Visits to homes, the campaigns that call for them, and the street leaders' contact with communities (domain.md H, J20)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.accounts.models import User
from core.flow.models import Matter
from grids.choices import AreaLevel, WorkerDuty
from grids.models import Area, Grid
from residents.choices_visits import Outcome, VisitKind, VisitState
from residents.models.dwelling import Dwelling, Placed
from residents.models.household import Household
from residents.querysets_visits import CampaignQuerySet, ContactQuerySet, VisitQuerySet


class VisitCampaign(models.Model):
    """民情大走访: for some weeks the workers of the chosen communities and grids go from door to door and ask about a few matters.

    Progress is counted in households and never of people; a door that stayed shut counts like any other (H5)."""

    name = models.CharField("名称", max_length=40)
    aim = models.CharField("走访要了解的事", max_length=200, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    ended_at = models.DateTimeField("提前结束", null=True)
    # Short words that are ticked at the door: about matters, never about belief, associates or plans (H3).
    questions = ArrayField(models.CharField(max_length=12), verbose_name="问题", default=list, blank=True)
    communities: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Area, related_name="+", verbose_name="社区", blank=True
    )
    grids: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Grid, related_name="+", verbose_name="网格", blank=True
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    created_at = models.DateTimeField("发起时间")
    is_demo = models.BooleanField(default=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "走访活动"
        ordering: ClassVar[list[str]] = ["-starts_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="campaign_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("visits:campaign", args=[self.pk])

    def is_running(self, on: date) -> bool:
        return self.ended_at is None and self.starts_on <= on <= self.ends_on


class LeaderContact(models.Model):
    """街道领导联系社区 (J20): one leader, one community, from one day to another; one community day a month."""

    leader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="联系领导")
    community = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="社区")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "领导联系社区"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="contact_once", fields=["leader", "community"], condition=Q(valid_to__isnull=True)
            ),
            models.CheckConstraint(
                name="contact_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contact_community", fields=["community", "valid_to"]),
        ]

    def __str__(self) -> str:
        return f"{self.leader.display_name}联系{self.community.name}"


class Visit(Matter, Placed):
    """One visit to a door, planned or made. Who opened is not written down, only how many; no answers about people (H3).

    The home may be deleted from the register later; the visit stays as one of its building."""

    state = models.CharField("状态", max_length=20, choices=VisitState.choices)
    kind = models.CharField("类别", max_length=12, choices=VisitKind.choices, default=VisitKind.ROUTINE)
    campaign = models.ForeignKey(
        VisitCampaign, models.PROTECT, null=True, related_name="visits", verbose_name="走访活动"
    )
    contact = models.ForeignKey(
        LeaderContact, models.PROTECT, null=True, related_name="visits", verbose_name="领导联系"
    )
    place = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="楼栋")
    # The door in words where the register has none.
    place_detail = models.CharField("门牌", max_length=60, blank=True)
    dwelling = models.ForeignKey(
        Dwelling, models.SET_NULL, null=True, related_name="visits", verbose_name="房屋"
    )
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, related_name="visits", verbose_name="户"
    )
    workers: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        User, related_name="+", verbose_name="走访人"
    )
    planned_at = models.DateTimeField("约定时间", null=True)
    visited_at = models.DateTimeField("走访时间", null=True)
    outcome = models.CharField("情况", max_length=8, choices=Outcome.choices, blank=True)
    persons_met = models.PositiveSmallIntegerField("见到几人", default=0)
    topics = ArrayField(
        models.CharField(max_length=12, choices=WorkerDuty.choices),
        verbose_name="做了什么",
        default=list,
        blank=True,
    )
    # Which of the campaign's questions came up.
    asked = ArrayField(models.CharField(max_length=12), verbose_name="谈到的事", default=list, blank=True)
    note = models.CharField("情况说明", max_length=200, blank=True)
    help_given = models.CharField("提供的帮助", max_length=200, blank=True)
    follow_up_on = models.DateField("后续日期", null=True)
    follow_up_what = models.CharField("后续要办的事", max_length=100, blank=True)
    followed_up_at = models.DateTimeField("后续办好", null=True)
    # 改约: the visit that was agreed on instead.
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="later", verbose_name="接着")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "走访"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="visit_planned_has_time",
                condition=~Q(state=VisitState.PLANNED) | Q(planned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_done_has_outcome",
                condition=~Q(state=VisitState.DONE) | Q(visited_at__isnull=False) & ~Q(outcome=""),
            ),
            # Nobody is counted at a door that was not opened.
            models.CheckConstraint(
                name="visit_met_somebody", condition=Q(outcome=Outcome.MET) | Q(persons_met=0)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Appointments of a grid, a community; small, because most visits are made.
            models.Index(
                name="visit_grid_planned",
                fields=["grid", "planned_at"],
                condition=Q(state=VisitState.PLANNED),
            ),
            models.Index(
                name="visit_community_planned",
                fields=["community", "planned_at"],
                condition=Q(state=VisitState.PLANNED),
            ),
            models.Index(
                name="visit_grid_follow_up",
                fields=["grid", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False, followed_up_at__isnull=True),
            ),
            models.Index(
                name="visit_community_follow_up",
                fields=["community", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False, followed_up_at__isnull=True),
            ),
            # Lists of what was done, newest first; a home's own history; a campaign's count.
            models.Index(name="visit_grid_made", fields=["grid", "-visited_at"]),
            models.Index(name="visit_community_made", fields=["community", "-visited_at"]),
            models.Index(name="visit_campaign_household", fields=["campaign", "household"]),
            # The building somebody stood at last.
            models.Index(name="visit_author", fields=["created_by", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.get_kind_display()}"

    @property
    def no(self) -> str:
        """V-000123."""
        return f"V-{self.pk:06}"

    def get_absolute_url(self) -> str:
        return reverse("visits:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("visits:act", args=[self.no, act])

    @property
    def address(self) -> str:
        """铁路小区3号楼2单元201. Lists select place__parent and dwelling."""
        return f"{address_of(self.place)}{self.door}"

    @property
    def door(self) -> str:
        return self.dwelling.door if self.dwelling else self.place_detail

    @property
    def at(self) -> datetime | None:
        """When it was, or when it will be."""
        return self.visited_at or self.planned_at


def address_of(place: Area) -> str:
    """铁路小区3号楼; what is no building goes by its own name."""
    estate = place.parent.name if place.level == AreaLevel.BUILDING and place.parent else ""
    return f"{estate}{place.name}"
