"""评选: a campaign, those who are put forward, their scores, objections and yearly reviews (domain.md J15)."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from civics.awards.choices import (
    CLOSED_KINDS,
    OPEN_NOMINATIONS,
    PERSONAL_KINDS,
    AwardKind,
    CampaignState,
    NominationState,
    ObjectionState,
    ReviewResult,
    Way,
)
from core.crypto.sealed import Sealed, SealedModel
from core.papers.numbers import format_number
from grids.works.work import Work, WorkRecord


class AwardCampaign(Work):
    """One call for an award, of the street or of a community."""

    pages, room = "awards", "campaigns"

    state = models.CharField("状态", max_length=20, choices=CampaignState.choices)
    kind = models.CharField("评什么", max_length=16, choices=AwardKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    text = models.TextField("怎么评", max_length=800, help_text="评几个、怎么推荐、怎么评审")
    nominate_until = models.DateField("推荐截止", null=True, blank=True)

    class Meta(Work.Meta):
        verbose_name = "评选"

    def clean(self) -> None:
        if self.kind in CLOSED_KINDS:
            raise ValidationError({"kind": f"「{self.get_kind_display()}」是历史称号，不再评选"})

    @property
    def is_personal(self) -> bool:
        return self.kind in PERSONAL_KINDS


class Nomination(SealedModel, Work):
    """One building, yard, family or person that is put forward. The name of a person or family is sealed, and so is who
    put it forward; what is public is the unit and a masked name."""

    pages, room = "awards", "nominations"
    past = ("awarded_on",)

    state = models.CharField("状态", max_length=20, choices=NominationState.choices)
    campaign = models.ForeignKey(
        AwardCampaign, models.PROTECT, related_name="nominations", verbose_name="评选", editable=False
    )
    way = models.CharField("怎么推荐的", max_length=10, choices=Way.choices)
    reason = models.TextField(
        "主要做法、事迹", max_length=800, help_text="写做了什么，不写别人的姓名、电话和住址"
    )
    self_score = models.PositiveSmallIntegerField("自评分", null=True, blank=True, help_text="满分100分")
    consented = models.BooleanField(
        "同意参评和公示", default=False, help_text="推荐家庭、个人的，要有本人或家里人同意"
    )
    community_opinion = models.TextField("社区意见", max_length=300, blank=True)
    street_opinion = models.TextField("街道意见", max_length=300, blank=True)
    noticed_on = models.DateField("公示开始", null=True, blank=True)
    plaque_year = models.PositiveSmallIntegerField(null=True, editable=False)
    plaque_serial = models.PositiveIntegerField(null=True, editable=False)
    awarded_on = models.DateField("授牌日期", null=True, blank=True)

    nominee_sealed = models.BinaryField("姓名", null=True, editable=False)
    by_name_sealed = models.BinaryField("推荐人", null=True, editable=False)
    by_phone_sealed = models.BinaryField("推荐人电话", null=True, editable=False)
    SEALED: ClassVar[dict[str, Sealed]] = {
        "nominee": Sealed("nominee_sealed"),
        "by_name": Sealed("by_name_sealed"),
        "by_phone": Sealed("by_phone_sealed"),
    }

    class Meta(Work.Meta):
        verbose_name = "推荐"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="nomination_plaque", fields=["plaque_year", "plaque_serial"]),
            models.CheckConstraint(
                name="nomination_self_score",
                condition=Q(self_score=None) | Q(self_score__lte=100),
                violation_error_message="自评分最多100分",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Work.Meta.indexes,
            models.Index(fields=["campaign", "state"], name="nomination_of_campaign"),
        ]

    def clean(self) -> None:
        # Erased again when a candidacy ends without an award.
        named = self.state in OPEN_NOMINATIONS and self.campaign.is_personal
        if named and not self.has_sealed("nominee"):
            raise ValidationError({"nominee": "推荐的是个人、家庭，请填姓名。公示时只显示一部分"})

    @property
    def plaque_no(self) -> str:
        """雄奖〔2026〕0001号; empty before the decision."""
        if self.plaque_year is None or self.plaque_serial is None:
            return ""
        return format_number(settings.AWARD_SERIES, self.plaque_year, self.plaque_serial)


class NominationScore(WorkRecord):
    """What one reviewer gives."""

    past: ClassVar[tuple[str, ...]] = ()

    work = models.ForeignKey(Nomination, models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField("评分", help_text="满分100分")
    text = models.CharField("评语", max_length=200, blank=True)

    class Meta(WorkRecord.Meta):
        verbose_name = "评分"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="score_once_a_reviewer",
                fields=["work", "created_by"],
                condition=Q(struck_because=""),
                violation_error_message="你已经评过分。要改的，先作废自己那一条",
            ),
            models.CheckConstraint(
                name="score_of_a_hundred",
                condition=Q(score__lte=100),
                violation_error_message="评分最多100分",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score}分"


class AwardReview(WorkRecord):
    """One year's look at what was awarded."""

    past: ClassVar[tuple[str, ...]] = ()

    work = models.ForeignKey(Nomination, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField("年度")
    result = models.CharField("结果", max_length=10, choices=ReviewResult.choices)
    text = models.TextField("情况", max_length=300)

    class Meta(WorkRecord.Meta):
        verbose_name = "年度复查"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="award_review_once_a_year",
                fields=["work", "year"],
                condition=Q(struck_because=""),
                violation_error_message="这一年已经复查过。错了的，先作废那一条",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年：{self.get_result_display()}"


class AwardObjection(models.Model):
    """What somebody objects while a candidate hangs. Never public; nobody is asked for a name."""

    work = models.ForeignKey(Nomination, models.PROTECT, related_name="objections")
    text = models.TextField("异议", max_length=300)
    said_at = models.DateTimeField("时间")
    state = models.CharField(
        "状态", max_length=10, choices=ObjectionState.choices, default=ObjectionState.WAITING
    )
    finding = models.TextField("核查情况", max_length=500, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = "异议"
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["work", "state"], name="awardobjection_of_work"),
        ]

    def __str__(self) -> str:
        return self.text[:30]
