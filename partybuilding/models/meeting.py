"""大工委、大党委 and their meetings: who sits in them, when they meet, what is brought and what is decided (domain.md E)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.flow.models import Matter
from partybuilding.choices import MeetingKind, MeetingState, TopicState


class PartyJointBody(models.Model):
    """大工委 of the street (no community) or 大党委 of a community (E1)."""

    name = models.CharField("名称", max_length=40)
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = "联席会议"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="joint_body_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
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


class JointMeeting(Matter):
    """One meeting of a body. A quarter's slot is made by time itself, once (E2)."""

    state = models.CharField("状态", max_length=20, choices=MeetingState.choices)
    kind = models.CharField("类别", max_length=10, choices=MeetingKind.choices, default=MeetingKind.REGULAR)
    body = models.ForeignKey(PartyJointBody, models.PROTECT, related_name="meetings", verbose_name="联席会议")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    held_at = models.DateTimeField("会议时间", null=True)

    class Meta:
        verbose_name = "会议"
        ordering: ClassVar[list[str]] = ["-year", "-quarter", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="joint_meeting_one_a_quarter",
                fields=["body", "year", "quarter"],
                condition=Q(kind=MeetingKind.REGULAR),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name}{self.year}年第{self.quarter}季度会议"


class MeetingTopic(Matter):
    """What is brought to a meeting (E3)."""

    state = models.CharField("状态", max_length=20, choices=TopicState.choices)
    body = models.ForeignKey(PartyJointBody, models.PROTECT, related_name="topics", verbose_name="联席会议")
    meeting = models.ForeignKey(
        JointMeeting, models.PROTECT, null=True, related_name="topics", verbose_name="会议"
    )
    title = models.CharField("议题", max_length=60)

    class Meta:
        verbose_name = "议题"

    def __str__(self) -> str:
        return self.title


class MeetingDecision(models.Model):
    """One thing that a meeting decided; action items come of it (E6)."""

    meeting = models.ForeignKey(JointMeeting, models.PROTECT, related_name="decisions", verbose_name="会议")
    topic = models.ForeignKey(
        MeetingTopic, models.PROTECT, null=True, related_name="decisions", verbose_name="议题"
    )
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("议定事项", max_length=300)
    created_at = models.DateTimeField("议定时间")

    class Meta:
        verbose_name = "议定事项"
        ordering: ClassVar[list[str]] = ["meeting", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="meeting_decision_number", fields=["meeting", "number"]),
        ]

    def __str__(self) -> str:
        return self.text
