"""Joint meetings: what is brought, who sat, what was decided, and what the public was told (domain.md E)."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.flow.models import Matter
from partybuilding.choices import (
    AHEAD,
    HERE,
    SAT,
    DecidedBy,
    MeetingKind,
    MeetingState,
    Outcome,
    Presence,
    TopicState,
)
from partybuilding.meetings.querysets import MeetingQuerySet, OpenNoticeQuerySet, TopicQuerySet
from partybuilding.models.body import BodyMember, PartyJointBody

User = settings.AUTH_USER_MODEL


class JointMeeting(Matter):
    """One meeting of a body. A period's slot is made by time itself, once (E2). State and due columns change only by
    partybuilding.meetings."""

    state = models.CharField("状态", max_length=20, choices=MeetingState.choices)
    kind = models.CharField("类别", max_length=10, choices=MeetingKind.choices, default=MeetingKind.REGULAR)
    body = models.ForeignKey(PartyJointBody, models.PROTECT, related_name="meetings", verbose_name="联席会议")
    year = models.PositiveSmallIntegerField("年度")
    period = models.PositiveSmallIntegerField("第几期")
    # The date that stands; once it sits, when it began.
    held_at = models.DateTimeField("会议时间", null=True)
    place = models.CharField("地点", max_length=60, blank=True)
    proposal = models.CharField("日期怎么定的", max_length=500, blank=True)
    called_at = models.DateTimeField("通知时间", null=True)
    papers_at = models.DateTimeField("送出材料", null=True)

    chair_name = models.CharField("主持人", max_length=25, blank=True)
    observers = models.CharField("列席", max_length=200, blank=True)
    # How many seats there are, as they stood when it opened; the seats themselves are MeetingAttendance.
    expected = models.PositiveSmallIntegerField("应到", null=True)
    # Without a quorum people may talk; nothing is decided (E4).
    is_talk = models.BooleanField("谈话会", default=False)
    # What was reported of the last meetings' decisions, as it stood when this one opened (E5).
    report = models.TextField("上次议定事项落实情况", max_length=4000, blank=True)
    ended_at = models.DateTimeField("散会时间", null=True)
    next_words = models.CharField("下次会议", max_length=60, blank=True)
    sent_to = models.CharField("发送", max_length=200, blank=True)
    drafter = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="起草人")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    signed_at = models.DateTimeField("签发时间", null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        ordering: ClassVar[list[str]] = ["-year", "-period", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Two beats at once lay one slot. Also the index by which a body's year is listed.
            models.UniqueConstraint(
                name="joint_meeting_one_a_period",
                fields=["body", "year", "period"],
                condition=Q(kind=MeetingKind.REGULAR),
            ),
            models.CheckConstraint(
                name="joint_meeting_dated_once_proposed",
                condition=Q(state__in=[MeetingState.SLOT, MeetingState.CANCELLED]) | Q(held_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="joint_meeting_year", fields=["year", "body"]),
            # What time itself looks at: few rows are ahead of us.
            models.Index(name="joint_meeting_state", fields=["state", "held_at"]),
        ]

    def __str__(self) -> str:
        if self.kind == MeetingKind.REGULAR:
            return f"{self.body.name}{self.year}年{self.body.period_words(self.period)}会议"
        day = f"{timezone.localtime(self.held_at):%Y年%-m月%-d日}" if self.held_at else f"{self.year}年"
        return f"{self.body.name}{day}临时会议"

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("meetings:act", args=[self.pk, act])

    @property
    def held_on(self) -> date | None:
        """The day of the meeting in Shanghai."""
        return timezone.localdate(self.held_at) if self.held_at else None

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD

    @property
    def has_sat(self) -> bool:
        return self.state in SAT

    @property
    def period_first(self) -> date:
        return self.body.period_days(self.year, self.period)[0]

    @property
    def period_last(self) -> date:
        return self.body.period_days(self.year, self.period)[1]


class MeetingAttendance(models.Model):
    """One seat at one meeting: who sat on it. `name` is who it was, whatever the seat's holder is called later."""

    meeting = models.ForeignKey(JointMeeting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(BodyMember, models.PROTECT, related_name="+")
    presence = models.CharField("到会", max_length=8, choices=Presence.choices)
    name = models.CharField("姓名", max_length=25, blank=True)
    signed_at = models.DateTimeField("签到时间")

    class Meta:
        verbose_name = "签到"
        ordering: ClassVar[list[str]] = ["member_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="meeting_seat_once", fields=["meeting", "member"]),
        ]

    def __str__(self) -> str:
        return f"{self.member.unit_name} {self.get_presence_display()}"

    @property
    def is_here(self) -> bool:
        return self.presence in HERE


class MeetingTopic(Matter):
    """What is brought to a meeting (E3). It keeps its history over several meetings; AgendaItem says what each did."""

    state = models.CharField("状态", max_length=20, choices=TopicState.choices)
    body = models.ForeignKey(PartyJointBody, models.PROTECT, related_name="topics", verbose_name="联席会议")
    # The meeting on whose agenda it stands, or the last one that dealt with it.
    meeting = models.ForeignKey(
        JointMeeting, models.PROTECT, null=True, related_name="topics", verbose_name="会议"
    )
    title = models.CharField("议题", max_length=60)
    problem = models.CharField("是什么问题", max_length=500)
    asked = models.CharField("请会议定什么", max_length=200)
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, related_name="+", verbose_name="社区"
    )
    proposed_by = models.CharField("提出单位", max_length=40)
    late_reason = models.CharField("为什么这么急", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name="并入"
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "议题"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            # The tabs of the list, and what an agenda may take.
            models.Index(name="topic_body_state", fields=["body", "state"]),
            models.Index(name="topic_community", fields=["community", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:topic", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("meetings:topic_act", args=[self.pk, act])


class TopicOrigin(models.Model):
    """A case, a whistle or an opinion that a topic came of. Number and kind are shown to whoever sees the topic, the title
    only to who sees the row itself."""

    topic = models.ForeignKey(MeetingTopic, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=40)
    origin_id = models.PositiveBigIntegerField()
    no = models.CharField("编号", max_length=40)
    title = models.CharField("事项", max_length=60)

    class Meta:
        verbose_name = "议题来源"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Begins with the row itself: its page asks which topics push it on.
            models.UniqueConstraint(name="topic_origin_once", fields=["kind", "origin_id", "topic"]),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"


class AgendaItem(models.Model):
    """A topic on the agenda of one meeting: its place, what was said, what became of it there."""

    meeting = models.ForeignKey(JointMeeting, models.PROTECT, related_name="agenda")
    topic = models.ForeignKey(MeetingTopic, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField("顺序")
    text = models.CharField("讨论情况", max_length=1000, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = "议程"
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="agenda_item_once", fields=["meeting", "topic"]),
        ]

    def __str__(self) -> str:
        return self.topic.title


class MeetingDecision(models.Model):
    """One thing that a meeting decided; action items come of it (E6)."""

    meeting = models.ForeignKey(JointMeeting, models.PROTECT, related_name="decisions", verbose_name="会议")
    topic = models.ForeignKey(
        MeetingTopic, models.PROTECT, null=True, related_name="decisions", verbose_name="议题"
    )
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("议定事项", max_length=300)
    units = models.CharField("责任单位", max_length=100, blank=True)
    due_on = models.DateField("完成期限", null=True)
    standard = models.CharField("完成标准", max_length=100, blank=True)
    way = models.CharField("怎么定的", max_length=10, choices=DecidedBy.choices, default=DecidedBy.CONSENSUS)
    # Numbers only: nobody's vote is kept by name.
    votes_for = models.PositiveSmallIntegerField("同意", null=True)
    votes_against = models.PositiveSmallIntegerField("反对", null=True)
    votes_abstain = models.PositiveSmallIntegerField("弃权", null=True)
    created_at = models.DateTimeField("议定时间")

    class Meta:
        verbose_name = "议定事项"
        ordering: ClassVar[list[str]] = ["meeting", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="meeting_decision_number", fields=["meeting", "number"]),
            models.CheckConstraint(
                name="meeting_vote_has_numbers",
                condition=~Q(way=DecidedBy.VOTE)
                | Q(votes_for__isnull=False, votes_against__isnull=False, votes_abstain__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def vote_words(self) -> str:
        if self.way != DecidedBy.VOTE:
            return DecidedBy.CONSENSUS.label
        return f"表决：同意{self.votes_for}、反对{self.votes_against}、弃权{self.votes_abstain}"


class OpenNotice(models.Model):
    """What residents are told of a meeting's outcome, for 15 days at least (居民委员会组织法 art. 34, E9). It names no
    person; a wrong one is taken down with the reason and another is posted."""

    meeting = models.ForeignKey(JointMeeting, models.PROTECT, related_name="notices", verbose_name="会议")
    title = models.CharField("标题", max_length=60)
    text = models.TextField("公示内容", max_length=1000)
    decisions = models.ManyToManyField(MeetingDecision, related_name="+", verbose_name="议定事项")
    from_on = models.DateField("从哪天起")
    to_on = models.DateField("到哪天")
    taken_down_at = models.DateTimeField("撤下时间", null=True)
    posted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁公示的")
    posted_at = models.DateTimeField("公示时间")
    is_demo = models.BooleanField(default=False)

    objects = OpenNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "结果公示"
        ordering: ClassVar[list[str]] = ["-from_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="open_notice_days_in_order", condition=Q(to_on__gt=F("from_on"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="open_notice_days", fields=["to_on", "from_on"])
        ]

    def __str__(self) -> str:
        return self.title

    def hangs(self, now: datetime) -> bool:
        return self.taken_down_at is None and self.from_on <= timezone.localdate(now) <= self.to_on
