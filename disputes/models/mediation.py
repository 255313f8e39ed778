"""Sittings, the agreement they lead to, its carrying out and the check-back."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from disputes.choices import AgreementForm, Mode, Satisfaction, SessionOutcome, Tier, Track

User = settings.AUTH_USER_MODEL


class MediationSession(models.Model):
    """One sitting with the parties (调解). Not public unless every party asked for it (人民调解法 art. 23)."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField("第几次")
    tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    held_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=60)
    mode = models.CharField("方式", max_length=10, choices=Mode.choices)
    face_to_face = models.BooleanField("双方见面谈", default=True)
    track = models.CharField(max_length=16, choices=Track.choices, default=Track.PEOPLE)
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorder = models.CharField("记录人", max_length=25, blank=True)
    present = models.CharField("在场的人", max_length=200)
    invited = models.CharField("邀请参加的人", max_length=200, blank=True)
    facts = models.TextField("查明的事实", max_length=2000)
    positions = models.TextField("各方意见", max_length=2000, blank=True)
    law_explained = models.TextField("讲解的法律政策", max_length=1000, blank=True)
    proposals = models.TextField("调解方案", max_length=1000, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=SessionOutcome.choices)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "调解"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="session_number", fields=["dispute", "number"]),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次调解"


class Agreement(models.Model):
    """What the parties agreed. Written ones take effect when all signed, the mediator signed and the committee
    sealed (人民调解法 art. 29); oral ones on the day agreed (art. 30)."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="agreements")
    form = models.CharField("形式", max_length=8, choices=AgreementForm.choices)
    facts = models.TextField("事实和责任", max_length=2000, blank=True)
    terms = models.TextField("约定内容", max_length=2000)
    agreed_on = models.DateField("达成日期")
    parties_signed_on = models.DateField("当事人签字日期", null=True, blank=True)
    mediator_signed_on = models.DateField("调解员签字日期", null=True, blank=True)
    sealed_on = models.DateField("调委会盖章日期", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True)
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # An agreement whose content both contest is set aside, never deleted (C3 row 18b).
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "调解协议"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="agreement_one_in_force", fields=["dispute"], condition=Q(set_aside_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.agreed_on}"

    def effect_day(self) -> date | None:
        """Art. 29: the latest of the three for a written one, None while one is missing. Art. 30: the day agreed."""
        if self.form == AgreementForm.ORAL:
            return self.agreed_on
        days = (self.parties_signed_on, self.mediator_signed_on, self.sealed_on)
        present = [day for day in days if day is not None]
        return max(present) if len(present) == len(days) else None


class PerformanceItem(models.Model):
    """One thing one party owes another under the agreement (履行事项)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="items")
    what = models.CharField("要做什么", max_length=200)
    debtor = models.ForeignKey("disputes.DisputeParty", models.PROTECT, related_name="+")
    creditor = models.ForeignKey(
        "disputes.DisputeParty", models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, default=Decimal(0))
    due_on = models.DateField("约定日期")
    done_on = models.DateField("履行日期", null=True, blank=True)
    proof = models.CharField("凭据", max_length=200, blank=True)
    waived_on = models.DateField("书面放弃日期", null=True, blank=True)
    waive_note = models.CharField("放弃说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "履行事项"
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="item_amount_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="item_done_or_waived", condition=Q(done_on__isnull=True) | Q(waived_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_settled(self) -> bool:
        return self.done_on is not None or self.waived_on is not None


class FollowUp(models.Model):
    """A check-back with the parties after the matter ended (回访)."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="follow_ups")
    at = models.DateTimeField("时间")
    visitor = models.ForeignKey(User, models.PROTECT, related_name="+")
    mode = models.CharField("方式", max_length=10, choices=Mode.choices)
    performed = models.BooleanField("都已兑现")
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices)
    new_signs = models.CharField("新的苗头", max_length=200, blank=True)
    note = models.CharField("回访情况", max_length=500, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "回访"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_satisfaction_display()}"
