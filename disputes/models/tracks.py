"""The three tracks of a case, those who sat together, the court's confirmation, conferences and help in violence."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from disputes.choices import Mode, Track
from disputes.choices_mediation import (
    CONFIRMATION_ENDS,
    CONFIRMATION_OPEN,
    BodyKind,
    Confirmed,
    CourtOutcome,
    Help,
)

User = settings.AUTH_USER_MODEL


class TrackChange(models.Model):
    """A case went from one track to another because all parties agreed (C8). `Dispute.active_track` is the one track
    that runs. Of judicial mediation only reference, days and outcome are kept."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="track_changes")
    from_track = models.CharField(max_length=16, choices=Track.choices)
    to_track = models.CharField("转到", max_length=16, choices=Track.choices)
    body = models.CharField("由谁调解", max_length=60)
    body_ref = models.CharField("对方文号或案号", max_length=60, blank=True)
    due_on = models.DateField("法院定的期限", null=True, blank=True)
    parties_agreed_on = models.DateField("各方同意日期")
    consent_mode = models.CharField("怎么同意的", max_length=10, choices=Mode.choices)
    reason = models.CharField("为什么转", max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    outcome = models.CharField("结果", max_length=10, choices=CourtOutcome.choices, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = "调解方式变更"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="track_change_changes", condition=~Q(from_track=models.F("to_track"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_track_display()}→{self.get_to_track_display()}"


class JointMediation(models.Model):
    """One body that sat at a joint sitting (三调联动). One of them leads and issues the paper."""

    session = models.ForeignKey("disputes.MediationSession", models.CASCADE, related_name="bodies")
    kind = models.CharField("哪类单位", max_length=16, choices=BodyKind.choices)
    body = models.CharField("单位", max_length=60)
    people = models.CharField("来的人", max_length=60, blank=True)
    is_lead = models.BooleanField("牵头", default=False)

    class Meta:
        verbose_name = "联合调解单位"
        ordering: ClassVar[list[str]] = ["-is_lead", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="joint_one_lead", fields=["session"], condition=Q(is_lead=True)),
        ]

    def __str__(self) -> str:
        return f"{self.body}（牵头）" if self.is_lead else self.body


class JudicialConfirmation(models.Model):
    """Both parties ask the court to confirm their agreement (司法确认, 人民调解法 art. 33), and what the court said."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="confirmations")
    agreement = models.ForeignKey("disputes.Agreement", models.PROTECT, related_name="confirmations")
    court = models.CharField("法院", max_length=40)
    applied_on = models.DateField("申请日期")
    mode = models.CharField("怎么申请的", max_length=10, choices=Mode.choices)
    filed_on = models.DateField("法院受理日期", null=True, blank=True)
    case_no = models.CharField("法院案号", max_length=60, blank=True)
    outcome = models.CharField(max_length=10, choices=Confirmed.choices, default=Confirmed.APPLIED)
    decided_on = models.DateField("裁定日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "司法确认"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="confirmation_one_open",
                fields=["dispute"],
                condition=Q(outcome__in=CONFIRMATION_OPEN),
            ),
            models.CheckConstraint(
                name="confirmation_decided_has_day",
                condition=~Q(outcome__in=CONFIRMATION_ENDS) | Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.court} {self.get_outcome_display()}"


class CaseConference(models.Model):
    """An analysis meeting of several bodies about one case (多元调处分析研判会): who came, what each said, what was
    decided and what happens next."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="conferences")
    number = models.PositiveSmallIntegerField("第几次")
    held_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=60)
    chair = models.CharField("主持人", max_length=25)
    decision = models.TextField("研判意见", max_length=1000)
    next_step = models.CharField("下一步", max_length=200)
    next_by = models.DateField("什么时候前", null=True, blank=True)
    recorder = models.CharField("记录人", max_length=25)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "研判会"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="conference_number", fields=["dispute", "number"]),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次研判会"


class ConferenceOpinion(models.Model):
    """One body at a conference: who spoke for it and what it said."""

    conference = models.ForeignKey(CaseConference, models.CASCADE, related_name="opinions")
    kind = models.CharField("哪类单位", max_length=16, choices=BodyKind.choices)
    body = models.CharField("单位", max_length=60)
    people = models.CharField("来的人", max_length=60, blank=True)
    opinion = models.CharField("意见", max_length=500)

    class Meta:
        verbose_name = "研判意见"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.body


class HelpOffer(models.Model):
    """What was offered to whom violence is done at home, and whether it was taken (反家庭暴力法 arts. 13-20). About the
    help, never about the person."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="help_offers")
    kind = models.CharField("帮助", max_length=10, choices=Help.choices)
    offered_on = models.DateField("哪天告知的")
    taken = models.BooleanField("接受", default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "提供的帮助"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()
