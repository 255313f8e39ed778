"""帮扶档案: that somebody is helped under one of four programmes, on which paper, until when (domain.md G1)."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.flow.models import Matter
from core.identity import mask
from core.privacy import mask_name, mask_phone
from grids.choices import Programme
from specialgroups.choices import (
    GONE,
    LISTED,
    Cycle,
    DocumentKind,
    EndReason,
    EnrollmentState,
    Exempt,
    Issuer,
    Need,
    Subsidy,
)
from specialgroups.models.sealing import KeptUnderKey
from specialgroups.programmes import TERMS, Terms
from specialgroups.querysets import EnrollmentQuerySet

User = settings.AUTH_USER_MODEL
PROGRAMMES = [programme.value for programme in Programme]


class SupportEnrollment(KeptUnderKey, Matter):
    """One person in one programme. Behind the second wall: without a scope the database shows no row (wall.py).

    Who it is, is sealed with the record's own key; the register is linked by a sealed number and never by a key of the
    database. What is plain are paperwork, dates and kinds of help. Changes only by specialgroups.actions."""

    programme = models.CharField("项目", max_length=12, choices=Programme.choices)
    # For the community's own total; goes with the erasure.
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, related_name="+", verbose_name="社区"
    )
    lead_worker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="负责人")
    # Accounts that help: the lead and the team's workers. The wall reads it, so it is no join.
    reader_ids = ArrayField(models.BigIntegerField(), default=list)

    document_kind = models.CharField("依据文书", max_length=16, choices=DocumentKind.choices)
    document_on = models.DateField("文书日期", null=True)
    issued_by = models.CharField("出具机关", max_length=16, choices=Issuer.choices)
    start_on = models.DateField("开始日期")
    due_end_on = models.DateField("到期日期")
    document_sealed = models.BinaryField("文书编号", null=True)
    name_sealed = models.BinaryField("姓名", null=True)
    id_number_sealed = models.BinaryField("证件号码", null=True)
    phone_sealed = models.BinaryField("电话", null=True)
    address_sealed = models.BinaryField("住址", null=True)
    guardian_name_sealed = models.BinaryField("监护人", null=True)
    guardian_phone_sealed = models.BinaryField("监护人电话", null=True)
    plan_sealed = models.BinaryField("帮扶计划", null=True)
    # The person's number in the register.
    resident_sealed = models.BinaryField(null=True)
    # Keyed, another key for each programme: nobody is entered twice, and no two programmes can be laid side by side.
    person_mark = models.BinaryField(null=True)
    wants_woman = models.BooleanField("要有女性组员", default=False)
    is_minor = models.BooleanField("未成年", default=False)

    informed_on = models.DateField("告知日期", null=True)
    informed_exempt = models.CharField("不告知的理由", max_length=8, choices=Exempt.choices, blank=True)
    agreed_to_more_on = models.DateField("同意自愿帮助", null=True)
    needs = ArrayField(
        models.CharField(max_length=10, choices=Need.choices), verbose_name="需求", default=list
    )
    cycle = models.CharField("联系周期", max_length=12, choices=Cycle.choices, default=Cycle.RULE)
    next_contact_on = models.DateField("下次联系", null=True)
    last_contact_on = models.DateField("上次联系", null=True)
    contacts_in_time = models.PositiveSmallIntegerField("按时联系", default=0)
    contacts_owed = models.PositiveSmallIntegerField("应联系", default=0)
    agreement_on = models.DateField("签订协议", null=True)
    reported_on = models.DateField("已报告主管机关", null=True)
    subsidy_status = models.CharField("监护补助", max_length=8, choices=Subsidy.choices, blank=True)
    subsidy_year = models.PositiveSmallIntegerField("补助年度", null=True)
    paused_on = models.DateField("中止日期", null=True)

    # What was asked and waits for a second person.
    asked_end_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    resumes_as = models.CharField(max_length=20, blank=True)
    ended_on = models.DateField("结束日期", null=True)
    end_reason = models.CharField("结束原因", max_length=10, choices=EndReason.choices, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核准人")
    retention_until = models.DateField("保存到", null=True)
    sealed_at = models.DateTimeField("封存时间", null=True)
    erased_at = models.DateTimeField("删除时间", null=True)
    # Opened to somebody not assigned, for danger to life.
    glass_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    glass_until = models.DateTimeField(null=True)

    objects = EnrollmentQuerySet.as_manager()
    TEXTS: ClassVar[dict[str, str]] = {
        name: f"{name}_sealed"
        for name in (
            "document", "name", "id_number", "phone", "address", "guardian_name", "guardian_phone", "plan", "resident",
        )
    }  # fmt: skip

    class Meta:
        db_table = "support_enrollment"
        verbose_name = "帮扶档案"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="support_four_programmes", condition=Q(programme__in=PROGRAMMES)),
            models.CheckConstraint(name="support_days_in_order", condition=Q(due_end_on__gte=F("start_on"))),
            # Entered only by a paper and with a person.
            models.CheckConstraint(
                name="support_entered_by_paper",
                condition=Q(state=EnrollmentState.ERASED)
                | Q(document_sealed__isnull=False, document_on__isnull=False, name_sealed__isnull=False),
            ),
            models.CheckConstraint(
                name="support_two_persons",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="support_no_minors_there",
                condition=Q(is_minor=False)
                | ~Q(programme__in=[Programme.CORRECTION.value, Programme.RESETTLEMENT.value]),
            ),
            models.CheckConstraint(
                name="support_pause_is_of_detox",
                condition=~Q(state=EnrollmentState.PAUSED) | Q(programme=Programme.DETOX.value),
            ),
            models.CheckConstraint(
                name="support_erased_names_nobody",
                condition=~Q(state=EnrollmentState.ERASED)
                | Q(
                    name_sealed__isnull=True,
                    id_number_sealed__isnull=True,
                    phone_sealed__isnull=True,
                    address_sealed__isnull=True,
                    document_sealed__isnull=True,
                    guardian_name_sealed__isnull=True,
                    guardian_phone_sealed__isnull=True,
                    plan_sealed__isnull=True,
                    resident_sealed__isnull=True,
                    person_mark__isnull=True,
                    community__isnull=True,
                ),
            ),
            models.UniqueConstraint(
                name="support_once_in_a_programme",
                fields=["programme", "person_mark"],
                condition=Q(state__in=sorted(LISTED)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The due list of a programme; whom one helps is found in it by the array.
            models.Index(
                name="support_due",
                fields=["programme", "next_contact_on"],
                condition=Q(state__in=sorted(LISTED)),
            ),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def record_number(self) -> int:
        return int(self.pk)

    @property
    def no(self) -> str:
        """S-0193."""
        return f"S-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("support:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("support:act", args=[self.no, act])

    def get_state_display(self) -> str:
        return str(EnrollmentState(self.state).label)

    @property
    def terms(self) -> Terms:
        return TERMS[self.programme]

    @property
    def is_gone(self) -> bool:
        return self.state in GONE

    def is_open_to_glass(self, user_id: int | None, now: datetime) -> bool:
        """Broken open for this person and still within the two hours."""
        return bool(user_id and self.glass_user_id == user_id and self.glass_until and now < self.glass_until)

    @property
    def need_words(self) -> list[str]:
        return [Need(one).label for one in self.needs]

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))

    @property
    def masked_id_number(self) -> str:
        return mask(self.open_sealed("id_number"))

    def days_left(self, day: date) -> int:
        return (self.due_end_on - day).days
