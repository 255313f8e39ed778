"""露化会客厅, 庭院党课, 每周一课: where people meet, and what they say there (domain.md J18)."""

from typing import ClassVar

from django.db import models

from grids.works.work import Work, WorkRecord
from partybuilding.choices_works import CarrierKind, RunState, SessionState


class Carrier(Work):
    """A standing occasion with sessions: a parlour, lectures in the courtyard, a weekly lesson."""

    room = "carriers"

    state = models.CharField("状态", max_length=20, choices=RunState.choices)
    kind = models.CharField("类别", max_length=10, choices=CarrierKind.choices)
    place = models.CharField("地点", max_length=80)
    rhythm = models.CharField("多久一次", max_length=40, help_text="比如：每周一下午、每月15日前后")
    about = models.TextField("做什么", max_length=500, blank=True)

    class Meta(Work.Meta):
        verbose_name = "载体"


class CarrierSession(Work):
    """One session: planned, held with so many people, or cancelled. Its name is its topic. Nobody who came is listed."""

    room = "sessions"

    state = models.CharField("状态", max_length=20, choices=SessionState.choices)
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="sessions", verbose_name="载体", editable=False
    )
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=80)
    speaker = models.CharField("主讲", max_length=60, help_text="写职务或单位，不写姓名。比如：社区党委书记")
    headcount = models.PositiveSmallIntegerField("到场人数", null=True, blank=True)
    summary = models.TextField("讲了什么", max_length=800, blank=True)

    class Meta(Work.Meta):
        verbose_name = "场次"
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        indexes = [
            *Work.Meta.indexes,
            models.Index(fields=["carrier", "-on"], name="carriersession_of_carrier"),
        ]


class SessionOpinion(WorkRecord):
    """An opinion that was said at a session and entered the loop of residents' opinions (H4)."""

    work = models.ForeignKey(CarrierSession, models.PROTECT, related_name="opinions")
    opinion = models.OneToOneField("residents.Opinion", models.PROTECT, related_name="+", verbose_name="意见")

    class Meta(WorkRecord.Meta):
        verbose_name = "会上意见"

    def __str__(self) -> str:
        return str(self.opinion)
