"""议事协商: a topic from its proposal to the notice of what came of it (domain.md J7)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from civics.models.word import PublicWord
from civics.talks.choices import Assembly, MeetingKind, TopicSource, TopicState
from grids.works.work import Work


class Deliberation(Work):
    """One topic of a community's residents. Meetings are counted, nobody is listed."""

    pages, room = "talks", "topics"

    state = models.CharField("状态", max_length=20, choices=TopicState.choices)
    source = models.CharField("谁提出", max_length=12, choices=TopicSource.choices)
    problem = models.TextField("要商量什么", max_length=800, help_text="写事，不写个人姓名、电话和住址")
    options = models.TextField("几种办法", max_length=800, blank=True, help_text="一行一种，让大家有得选")
    party_opinion = models.TextField("党组织意见", max_length=500, blank=True)
    kind = models.CharField("会议形式", max_length=10, choices=MeetingKind.choices, blank=True)
    meets_on = models.DateField("开会日期", null=True, blank=True)
    meets_at = models.CharField("时间", max_length=20, blank=True, help_text="比如：下午3点")
    place = models.CharField("地点", max_length=60, blank=True)
    attendees = models.CharField(
        "谁来参加", max_length=120, blank=True, help_text="写哪些人，比如：3号楼住户、业委会、物业"
    )
    headcount = models.PositiveSmallIntegerField("到场人数", null=True, blank=True)
    outcome = models.TextField("协商结果", max_length=800, blank=True)
    needs_assembly = models.BooleanField("还要提请居民会议、居民代表会议决定", default=False)
    assembly = models.CharField("哪种会议", max_length=16, choices=Assembly.choices, blank=True)
    assembly_on = models.DateField("会议日期", null=True, blank=True)
    eligible = models.PositiveIntegerField(
        "应到", null=True, blank=True, help_text="全体居民、户或者代表的数目"
    )
    present = models.PositiveIntegerField("实到", null=True, blank=True)
    in_favour = models.PositiveIntegerField("同意", null=True, blank=True)
    decision = models.TextField("决定", max_length=800, blank=True)
    result = models.TextField("落实情况", max_length=800, blank=True)

    class Meta(Work.Meta):
        verbose_name = "议题"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="topic_votes_add_up",
                condition=Q(present=None) | Q(present__lte=F("eligible"), in_favour__lte=F("present")),
                violation_error_message="同意的不能多于实到，实到不能多于应到",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Work.Meta.indexes,
            # The public page, newest act first.
            models.Index(fields=["-last_act_at"], name="deliberation_newest"),
        ]


class TopicComment(PublicWord):
    """What a resident thinks of a topic."""

    work = models.ForeignKey(Deliberation, models.PROTECT, related_name="words")

    class Meta(PublicWord.Meta):
        verbose_name = "居民发言"
