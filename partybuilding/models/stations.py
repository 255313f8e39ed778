"""新时代文明实践 stations and 整治行动 (domain.md J17, J22)."""

from django.db import models
from django.db.models import F, Q

from grids.works.work import Work, WorkRecord
from partybuilding.choices_works import CampaignState, PointState, RunState


class PracticeStation(Work):
    """A station of civilised practice, its teams of volunteers, and what goes on there."""

    room = "stations"

    state = models.CharField("状态", max_length=20, choices=RunState.choices)
    place = models.CharField("地点", max_length=80)
    opens = models.CharField("开放时间", max_length=60, blank=True)
    teams = models.TextField("志愿服务队", max_length=500, blank=True, help_text="一行一支，写队名")
    volunteers = models.PositiveSmallIntegerField("志愿者人数", null=True, blank=True, help_text="只填人数")

    class Meta(Work.Meta):
        verbose_name = "文明实践站"


class StationActivity(WorkRecord):
    """One activity of a station and how many came."""

    work = models.ForeignKey(PracticeStation, models.PROTECT, related_name="activities")
    on = models.DateField("日期")
    topic = models.CharField("活动", max_length=60)
    team = models.CharField("志愿服务队", max_length=60, blank=True)
    headcount = models.PositiveSmallIntegerField("参加人数")
    text = models.TextField("情况", max_length=500, blank=True)

    class Meta(WorkRecord.Meta):
        verbose_name = "活动"

    def __str__(self) -> str:
        return f"{self.on} {self.topic}"


class RectificationCampaign(Work):
    """整治行动: places that are put right by a day, each shown before and after. Places, never people."""

    room = "campaigns"
    past = ("finished_on",)

    state = models.CharField("状态", max_length=20, choices=CampaignState.choices)
    area = models.CharField("整治范围", max_length=120)
    target = models.TextField("整治什么", max_length=500)
    starts_on = models.DateField("开始日期")
    finish_on = models.DateField("完成期限")
    finished_on = models.DateField("实际完成", null=True, blank=True)
    result = models.TextField("整治结果", max_length=500, blank=True)

    class Meta(Work.Meta):
        verbose_name = "整治行动"
        constraints = [
            models.CheckConstraint(
                name="rectification_days_in_order",
                condition=Q(finish_on__gte=F("starts_on")),
                violation_error_message="完成期限不能早于开始日期",
            ),
        ]


class CampaignPoint(Work):
    """One place of a campaign. Its name says where."""

    room = "points"
    past = ("done_on",)

    state = models.CharField("状态", max_length=20, choices=PointState.choices)
    campaign = models.ForeignKey(
        RectificationCampaign, models.PROTECT, related_name="points", verbose_name="整治行动", editable=False
    )
    trouble = models.CharField("问题", max_length=200)
    done_on = models.DateField("整治日期", null=True, blank=True)
    result = models.CharField("整治情况", max_length=200, blank=True)

    class Meta(Work.Meta):
        verbose_name = "整治点位"
        indexes = [
            *Work.Meta.indexes,
            models.Index(fields=["campaign", "state"], name="campaignpoint_of_campaign"),
        ]
