"""What is done for somebody, by whom, who else was asked to help, and what remains when it is over."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grids.choices import Programme
from specialgroups.choices import (
    Category,
    Danger,
    MemberKind,
    Mode,
    Need,
    Outcome,
    ReferralState,
    ServiceKind,
)
from specialgroups.models.enrollment import PROGRAMMES, SupportEnrollment
from specialgroups.models.sealing import KeptUnderKey
from specialgroups.querysets import GlassQuerySet

User = settings.AUTH_USER_MODEL


class SupportContact(KeptUnderKey):
    """One time that they were in touch: mostly ticks; the few words are sealed with the record's key."""

    enrollment = models.ForeignKey(SupportEnrollment, models.PROTECT, related_name="contacts")
    on = models.DateField("日期")
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)
    outcome = models.CharField("情况", max_length=12, choices=Outcome.choices)
    needs = ArrayField(
        models.CharField(max_length=10, choices=Need.choices), verbose_name="提到的需求", default=list
    )
    helped = ArrayField(
        models.CharField(max_length=10, choices=Need.choices), verbose_name="帮了什么", default=list
    )
    words_sealed = models.BinaryField("约定的事", null=True)
    # The other helpers may read the words too.
    is_shared = models.BooleanField("组员可看", default=False)
    next_on = models.DateField("下次联系")
    worker = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁联系的")
    created_at = models.DateTimeField("登记时间")

    TEXTS: ClassVar[dict[str, str]] = {"words": "words_sealed"}

    class Meta:
        db_table = "support_contact"
        verbose_name = "帮扶联系"
        ordering: ClassVar[list[str]] = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_mode_display()}"

    @property
    def record_number(self) -> int:
        return int(self.enrollment_id)

    @property
    def need_words(self) -> list[str]:
        return [Need(one).label for one in self.needs]

    @property
    def help_words(self) -> list[str]:
        return [Need(one).label for one in self.helped]


class SupportMember(models.Model):
    """One of the care team (关爱帮扶小组). Those without an account here are kept by their office alone."""

    enrollment = models.ForeignKey(SupportEnrollment, models.PROTECT, related_name="members")
    kind = models.CharField("身份", max_length=10, choices=MemberKind.choices)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    is_woman = models.BooleanField("女", default=False)
    since = models.DateField("自")
    until = models.DateField("至", null=True)

    class Meta:
        db_table = "support_member"
        verbose_name = "帮扶组员"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="support_member_account_is_a_worker",
                condition=Q(user__isnull=True) | Q(kind=MemberKind.WORKER),
            ),
            models.UniqueConstraint(
                name="support_member_once",
                fields=["enrollment", "user"],
                condition=Q(until__isnull=True, user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SupportReferral(models.Model):
    """Somebody else was asked to help: with what, which unit, and what came of it."""

    enrollment = models.ForeignKey(SupportEnrollment, models.PROTECT, related_name="referrals")
    need = models.CharField("需求", max_length=10, choices=Need.choices)
    department = models.ForeignKey("grids.Department", models.PROTECT, related_name="+", verbose_name="转给")
    state = models.CharField(
        "办理情况", max_length=10, choices=ReferralState.choices, default=ReferralState.SENT
    )
    sent_on = models.DateField("转介日期")
    answered_on = models.DateField("回复日期", null=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        db_table = "support_referral"
        verbose_name = "转介"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_need_display()} {self.get_state_display()}"


class SupportService(models.Model):
    """A neutral thing to bring to the door, with the person's agreement. What becomes of it is a visit like any other,
    and nothing leads from that visit back here: no number of it is kept."""

    enrollment = models.ForeignKey(SupportEnrollment, models.PROTECT, related_name="services")
    kind = models.CharField("事项", max_length=16, choices=ServiceKind.choices)
    agreed_on = models.DateField("本人同意日期")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField("已交网格", null=True)
    failed_at = models.DateTimeField("没有交成", null=True)

    class Meta:
        db_table = "support_service"
        verbose_name = "上门服务事项"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="support_service_waits",
                fields=["id"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SupportGlass(models.Model):
    """Break-glass (G3): danger to life, one record, two co-signers of different offices, two hours, reviewed afterwards."""

    enrollment = models.ForeignKey(SupportEnrollment, models.PROTECT, related_name="glasses")
    programme = models.CharField(max_length=12, choices=Programme.choices)
    danger = models.CharField("原因", max_length=10, choices=Danger.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    first_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="第一会签人")
    first_office = models.CharField(max_length=20, blank=True)
    second_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="第二会签人"
    )
    second_office = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField("打开时间", null=True)
    open_until = models.DateTimeField("到期时间", null=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField("不同意", null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField("复核时间", null=True)
    was_needed = models.BooleanField("确有必要", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = GlassQuerySet.as_manager()

    class Meta:
        db_table = "support_glass"
        verbose_name = "紧急查阅"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="support_glass_four_programmes", condition=Q(programme__in=PROGRAMMES)
            ),
            models.CheckConstraint(
                name="support_glass_two_others_of_two_offices",
                condition=Q(opened_at__isnull=True)
                | (
                    Q(first_by__isnull=False, second_by__isnull=False)
                    & ~Q(first_by=F("second_by"))
                    & ~Q(first_by=F("asked_by"))
                    & ~Q(second_by=F("asked_by"))
                    & ~Q(first_office=F("second_office"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"紧急查阅 {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("support:glass", args=[self.pk])

    @property
    def is_decided(self) -> bool:
        return self.opened_at is not None or self.refused_at is not None


class SupportErasure(models.Model):
    """The certificate line: that one record was erased. Programme and years; nobody (G4)."""

    record_no = models.CharField("档案编号", max_length=12, unique=True)
    programme = models.CharField("项目", max_length=12, choices=Programme.choices)
    first_year = models.PositiveSmallIntegerField("开始年度")
    last_year = models.PositiveSmallIntegerField("结束年度")
    erased_at = models.DateTimeField("删除时间")

    class Meta:
        db_table = "support_erasure"
        verbose_name = "删除凭证"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.record_no


class AggregateCount(models.Model):
    """G5: one official total of the whole street for one quarter, typed twice by two persons who did not see each other's.

    No area, no person, no remarks: there is nothing to break it down by."""

    category = models.CharField("口径", max_length=6, choices=Category.choices)
    year = models.PositiveSmallIntegerField("年")
    quarter = models.PositiveSmallIntegerField("季度")
    value = models.PositiveIntegerField("数")
    source_unit = models.ForeignKey(
        "grids.Department", models.PROTECT, related_name="+", verbose_name="来源单位"
    )
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="第一次录入")
    reported_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="第二次录入"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "support_aggregate"
        verbose_name = "街道总数"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="support_aggregate_quarter", fields=["category", "year", "quarter"]),
            models.CheckConstraint(
                name="support_aggregate_quarters", condition=Q(quarter__gte=1, quarter__lte=4)
            ),
            models.CheckConstraint(
                name="support_aggregate_two_persons",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("reported_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.quarter}季度"
