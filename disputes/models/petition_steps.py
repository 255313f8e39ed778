"""What happens on the way of a petition matter: objections, more time, the opinion, reviews, recusals."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from disputes.petitions.choices import EXTENSION_DAYS, ServeMode, Stage, Stance, Verdict

User = settings.AUTH_USER_MODEL


class PetitionObjection(models.Model):
    """The receiver says that the matter was sent to the wrong address (F4, art. 23). Only the sender takes it back.

    `by_us`: the street objects to whoever sent it here; else the unit objects to the street."""

    matter = models.ForeignKey("disputes.PetitionMatter", models.PROTECT, related_name="objections")
    by_us = models.BooleanField("我们提出")
    department = models.ForeignKey(
        "grids.Department", models.PROTECT, null=True, related_name="+", verbose_name="接收单位"
    )
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed = models.BooleanField("转出方同意", null=True)
    settled_at = models.DateTimeField(null=True)
    note = models.CharField("结果说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "转送异议"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(agreed__isnull=True), name="petition_objection_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} 异议"


class PetitionExtension(models.Model):
    """More time for the opinion: once a round, at most thirty days, and the citizen is told why (art. 34)."""

    matter = models.ForeignKey("disputes.PetitionMatter", models.PROTECT, related_name="extensions")
    round = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField("天数")
    reason = models.CharField("延期理由", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved = models.BooleanField("同意", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField("意见", max_length=200, blank=True)
    first_due_at = models.DateTimeField("原定期限", null=True)
    told_on = models.DateField("告知日期", null=True)
    told_mode = models.CharField("告知方式", max_length=12, choices=ServeMode.choices, blank=True)

    class Meta:
        verbose_name = "信访延期"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["matter", "round"],
                condition=Q(approved=True) | Q(approved__isnull=True),
                name="petition_extension_once",
            ),
            models.CheckConstraint(
                name="petition_extension_days", condition=Q(days__gte=1, days__lte=EXTENSION_DAYS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} 延期{self.days}天"


class PetitionOpinion(models.Model):
    """The street's opinion of one round (art. 32): drafted by the handler, signed by the lead, served on the citizen."""

    matter = models.ForeignKey("disputes.PetitionMatter", models.PROTECT, related_name="opinions")
    round = models.PositiveSmallIntegerField(default=0)
    demand = models.CharField("信访请求", max_length=300)
    facts = models.CharField("查明的事实和理由", max_length=1000)
    stance = models.CharField("对请求的态度", max_length=12, choices=Stance.choices)
    view = models.CharField("处理意见", max_length=1000)
    basis = models.CharField("法律政策依据", max_length=300)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    served_on = models.DateField("送达日期", null=True)
    served_mode = models.CharField("送达方式", max_length=12, choices=ServeMode.choices, blank=True)

    class Meta:
        verbose_name = "处理意见"
        ordering: ClassVar[list[str]] = ["round"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter", "round"], name="petition_opinion_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} 处理意见"


class PetitionReview(models.Model):
    """A review by the body above (复查 / 复核, arts. 35, 36), as the street records it."""

    matter = models.ForeignKey("disputes.PetitionMatter", models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField("阶段", max_length=8, choices=Stage.choices)
    body = models.CharField("机关", max_length=60)
    asked_on = models.DateField("申请日期")
    replied_on = models.DateField("收到意见日期", null=True)
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices, blank=True)
    document = models.CharField("文号", max_length=40, blank=True)
    facts = models.CharField("查明的事实和理由", max_length=1000, blank=True)
    view = models.CharField("意见", max_length=1000, blank=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    hearing_from = models.DateTimeField("听证开始", null=True)
    hearing_to = models.DateTimeField("听证结束", null=True)

    class Meta:
        verbose_name = "复查复核"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter", "round", "stage"], name="petition_review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.get_stage_display()}"


class PetitionRecusal(models.Model):
    """Somebody with an interest stepped out or was taken out: they never act on the matter again (art. 28)."""

    matter = models.ForeignKey("disputes.PetitionMatter", models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "回避"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter", "user"], name="petition_recusal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} 回避"
