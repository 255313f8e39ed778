"""志愿者, teams, and what is put down about their training and honours (志愿服务条例 art. 19)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from civics.volunteers.choices import CertificateState, NoteKind, VolunteerState
from civics.volunteers.querysets import CertificateQuerySet, VolunteerQuerySet
from core import identity
from core.crypto.sealed import Sealed, SealedModel
from core.flow.models import Matter
from core.privacy import mask_name, mask_phone

User = settings.AUTH_USER_MODEL


class VolunteerTeam(models.Model):
    """志愿服务队 of a community or of the street: who goes where together. It ranks nobody."""

    name = models.CharField("队名", max_length=30, unique=True)
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区"
    )
    does = models.CharField("做什么", max_length=100)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "志愿服务队"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Volunteer(SealedModel, Matter):
    """A resident who serves (J11). State changes only by civics.volunteers.

    Who it is stays sealed and is published nowhere without consent; with number and code they reach their own record."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    no = models.CharField("编号", max_length=16, unique=True)
    code = models.CharField("查询码", max_length=8)
    name_sealed = models.BinaryField("姓名", null=True)
    phone_sealed = models.BinaryField("电话", null=True)
    identity_sealed = models.BinaryField("身份证号", null=True)
    birth_year = models.PositiveSmallIntegerField("出生年份")
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="社区")
    team = models.ForeignKey(
        VolunteerTeam, models.PROTECT, null=True, related_name="members", verbose_name="服务队"
    )
    skills = models.CharField("会做什么", max_length=100, blank=True)
    risks_told_at = models.DateTimeField("告知风险", null=True)
    joined_at = models.DateTimeField("录用时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)

    objects = VolunteerQuerySet.as_manager()
    SEALED: ClassVar[dict[str, Sealed]] = {
        "name": Sealed("name_sealed"),
        "phone": Sealed("phone_sealed"),
        "identity": Sealed("identity_sealed"),
    }

    class Meta:
        verbose_name = "志愿者"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="volunteer_serves_knowing_the_risks",
                condition=~Q(state__in=[VolunteerState.ACTIVE, VolunteerState.PAUSED])
                | Q(risks_told_at__isnull=False),
            ),
            models.UniqueConstraint(name="volunteer_year_serial", fields=["year", "serial"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="volunteer_community_state", fields=["community", "state", "-id"]),
            models.Index(name="volunteer_state", fields=["state", "-id"]),
        ]

    def __str__(self) -> str:
        return self.no

    def get_state_display(self) -> str:
        return str(VolunteerState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("volunteers:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("volunteers:act", args=[self.no, act])

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))

    @property
    def masked_identity(self) -> str:
        number = self.open_sealed("identity")
        return identity.mask(number) if number else ""


class VolunteerNote(models.Model):
    """One training or honour of a volunteer. What was wrong is struck, not deleted."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="notes")
    kind = models.CharField("类别", max_length=10, choices=NoteKind.choices)
    title = models.CharField("内容", max_length=60)
    on = models.DateField("日期")
    by = models.CharField("谁组织、谁授予", max_length=60)
    struck_because = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "培训与荣誉"
        ordering: ClassVar[list[str]] = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"


class VolunteerCertificate(Matter):
    """志愿服务记录证明 (L24) for a span of days: seven days of notice inside the house, then it may be issued."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificates")
    from_on = models.DateField("从")
    to_on = models.DateField("到")
    purpose = models.CharField("用途", max_length=60)
    paper_no = models.CharField("证明编号", max_length=40, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "志愿服务证明"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="certificate_span", condition=Q(to_on__gte=models.F("from_on")))
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="certificate_state", fields=["state", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer.no} 志愿服务证明"

    def get_state_display(self) -> str:
        return str(CertificateState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("volunteers:certificate", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("volunteers:certificate_act", args=[self.pk, act])

    def records(self) -> "models.QuerySet[Any]":
        """The confirmed services that it attests."""
        return self.volunteer.records.confirmed().between(self.from_on, self.to_on)
