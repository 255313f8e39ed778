"""How a case moves between tiers, rests, and is joined to another."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from disputes.choices import ExtendReason, State, SuspendReason, Tier, Trigger

User = settings.AUTH_USER_MODEL


class Escalation(models.Model):
    """A case passed up one tier, and what the upper tier answered: signed or returned (上报、签收、退回)."""

    class Outcome(models.TextChoices):
        PENDING = "pending", "待签收"
        SIGNED = "signed", "已签收"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "随案撤销"

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="escalations")
    from_tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    to_tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    trigger = models.CharField("上报理由", max_length=12, choices=Trigger.choices)
    reason = models.CharField("说明", max_length=200, blank=True)
    work_done = models.TextField("已做的工作", max_length=1000, blank=True)
    # The state to come back to when it is returned.
    from_state = models.CharField(max_length=20, choices=State.choices)
    from_holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    return_reason = models.CharField("退回理由", max_length=200, blank=True)
    return_instruction = models.TextField("办理指导", max_length=1000, blank=True)

    class Meta:
        verbose_name = "上报"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="escalation_one_pending", fields=["dispute"], condition=Q(outcome="pending")
            ),
            models.UniqueConstraint(
                # C3 row 11: a tier may send a case back once only.
                name="escalation_returned_once_per_tier",
                fields=["dispute", "to_tier"],
                condition=Q(outcome="returned"),
            ),
            models.CheckConstraint(name="escalation_goes_up", condition=Q(to_tier__gt=models.F("from_tier"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_tier_display()}→{self.get_to_tier_display()} {self.get_outcome_display()}"


class Suspension(models.Model):
    """A pause of mediation with its reason and the day it is looked at again (中止)."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="suspensions")
    reason = models.CharField("中止原因", max_length=10, choices=SuspendReason.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    parties_told_on = models.DateField("告知当事人日期")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    resume_on = models.DateField("预计恢复日期")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "中止"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="suspension_one_open", fields=["dispute"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} 至 {self.resume_on}"


class Extension(models.Model):
    """A request for more time, once a tier, asked before expiry and decided by the tier's lead (延期)."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="extensions")
    tier = models.PositiveSmallIntegerField(choices=Tier.choices)
    clock_code = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField("延长天数")
    reason = models.CharField("延期原因", max_length=10, choices=ExtendReason.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    parties_agreed_on = models.DateField("双方同意日期", null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    decision_note = models.CharField("审批意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "延期"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                # C5: one per tier; a refused request does not use it up.
                name="extension_once_per_tier",
                fields=["dispute", "tier"],
                condition=~Q(approved=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_code} +{self.days}"


class Recusal(models.Model):
    """A handler with an interest in the matter who stepped aside (回避); they act on this case no more."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField("回避理由", max_length=200)
    at = models.DateTimeField()
    replaced_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "回避"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="recusal_once", fields=["dispute", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} 回避"


class Merge(models.Model):
    """One case joined to another, with what is needed to undo it (并案)."""

    source = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="merges_out")
    target = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="merges_in")
    reason = models.CharField("并案理由", max_length=200)
    source_state = models.CharField(max_length=20, choices=State.choices)
    # Clocks stopped by the merge, so that undo lets exactly these run on.
    stopped_clocks = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "并案"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="merge_one_live", fields=["source"], condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(name="merge_not_itself", condition=~Q(source=models.F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}→{self.target_id}"
