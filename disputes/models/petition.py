"""A petition matter (信访事项) and an accusation (检举控告), which is kept as three facts and nothing more."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.crypto.sealed import Sealed, SealedModel
from core.flow.models import Matter
from core.papers.numbers import format_number
from core.privacy import mask_name, mask_phone
from disputes.petitions.choices import (
    ENDED_STATES,
    MOST_REPRESENTATIVES,
    OPEN_STATES,
    TELLABLE_STATES,
    Body,
    Channel,
    Content,
    PetitionKind,
    PetitionState,
    Route,
    Satisfaction,
    TellMode,
)
from disputes.petitions.querysets import PetitionQuerySet
from grids.choices import AreaLevel

User = settings.AUTH_USER_MODEL


class PetitionMatter(SealedModel, Matter):
    """One matter that a citizen is owed an answer to (domain.md F6). Never a file on a person.

    Name, telephone, home and the unit complained of are sealed without any mark: nothing can find, join, order or count
    matters by them. No column links a matter to a resident or to another matter of the same person."""

    state = models.CharField("状态", max_length=20, choices=PetitionState.choices)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    no = models.CharField("编号", max_length=16, unique=True, null=True)  # noqa: DJ001 - none before it is registered
    kind = models.CharField("信访目的", max_length=12, choices=PetitionKind.choices)
    content = models.CharField("内容类别", max_length=12, choices=Content.choices)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    received_at = models.DateTimeField("收到时间")
    name_sealed = models.BinaryField("姓名", null=True)
    phone_sealed = models.BinaryField("电话", null=True)
    address_sealed = models.BinaryField("住址", null=True)
    accused_sealed = models.BinaryField("被反映单位", null=True)
    representatives = models.PositiveSmallIntegerField("代表人数", default=0)
    title = models.CharField("事项", max_length=60)
    summary = models.CharField("反映的情况", max_length=500)
    demand = models.CharField("信访请求", max_length=300)
    reasons = models.CharField("事实和理由", max_length=500, blank=True)

    place = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="地点")
    place_detail = models.CharField("具体位置", max_length=60, blank=True)
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="社区")
    # New facts after the end are a new number (F3); the same matter still open is not taken in twice (art. 19).
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name="接续"
    )
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="duplicates", verbose_name="已在办理的事项"
    )

    is_urgent = models.BooleanField("紧急重大", default=False)
    urgent_told = models.CharField("已报告", max_length=120, blank=True)
    notice_mode = models.CharField("告知方式", max_length=12, choices=TellMode.choices, blank=True)
    notice_on = models.DateField("告知日期", null=True)
    route = models.PositiveSmallIntegerField("途径", choices=Route.choices, null=True)
    competent = models.ForeignKey(
        "grids.Department", models.PROTECT, null=True, related_name="+", verbose_name="有权处理的单位"
    )
    body_name = models.CharField("有权处理的机关", max_length=60, blank=True)
    forwarded_at = models.DateTimeField("转送时间", null=True)
    receipt_due_at = models.DateTimeField("回执期限", null=True)
    receipt_on = models.DateField("回执日期", null=True)
    decline_reason = models.CharField("不予受理的理由", max_length=200, blank=True)
    advice = models.CharField("可以走的途径", max_length=300, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    # F5: no notice on record by day 15.
    counts_from_receipt = models.BooleanField("从收到之日计算", default=False)
    handler = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="handled_petitions", verbose_name="承办人"
    )
    # How often a review sent it back: each round has its own extension, opinion and reviews.
    round = models.PositiveSmallIntegerField("轮次", default=0)
    case = models.ForeignKey(
        "disputes.Dispute", models.PROTECT, null=True, related_name="petitions", verbose_name="调解案件"
    )
    answer_text = models.CharField("答复", max_length=500, blank=True)
    relief = models.CharField("救助帮扶", max_length=200, blank=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True)

    SEALED: ClassVar[dict[str, Sealed]] = {
        name: Sealed(f"{name}_sealed") for name in ("name", "phone", "address", "accused")
    }

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = "信访事项"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="petition_numbered_once_registered",
                condition=Q(state=PetitionState.DRAFT) | Q(no__isnull=False),
            ),
            models.UniqueConstraint(name="petition_year_serial", fields=["year", "serial"]),
            models.CheckConstraint(
                name="petition_at_most_five_represent",
                condition=Q(representatives__lte=MOST_REPRESENTATIVES),
            ),
            # F7: an accusation is an Accusation.
            models.CheckConstraint(
                name="petition_is_no_accusation", condition=Q(kind__in=PetitionKind.values)
            ),
            models.CheckConstraint(
                name="petition_forwarded_to_somebody",
                condition=~Q(state=PetitionState.FORWARDED) | Q(competent__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The street's list and its tabs: what is due soonest of a state.
            models.Index(fields=["state", "due_at"], name="petition_state_due"),
            models.Index(fields=["handler", "state"], name="petition_handler_state"),
            models.Index(fields=["competent", "state"], name="petition_unit_state"),
            # The same matter told twice: place and content of what is open.
            models.Index(fields=["place", "content", "state"], name="petition_same_matter"),
            models.Index(fields=["community", "state"], name="petition_community_state"),
        ]

    def __str__(self) -> str:
        return f"{self.no or '登记中'} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("petitions:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("petitions:act", args=[self.no, act])

    @property
    def official_no(self) -> str:
        """雄信〔2026〕0001号."""
        if not (self.year and self.serial):
            return ""
        return format_number(settings.PETITION_SERIES, self.year, self.serial)

    @property
    def address(self) -> str:
        """铁路小区3号楼: where the matter lies, not where anybody lives. Lists select place__parent."""
        estate = (
            self.place.parent.name if self.place.level == AreaLevel.BUILDING and self.place.parent else ""
        )
        return f"{estate}{self.place.name}{self.place_detail}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED_STATES

    @property
    def waits_for_notice(self) -> bool:
        return not self.notice_mode and self.state in TELLABLE_STATES

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))


class Accusation(models.Model):
    """检举控告: number, day, and the body that it was handed to (F7, 信访工作条例 art. 30). There is no other column, so
    nobody's name, no unit and no word of what was said can be kept, searched or shown."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    received_on = models.DateField("收到日期")
    body = models.CharField("转给", max_length=16, choices=Body.choices)

    class Meta:
        verbose_name = "检举控告"
        ordering: ClassVar[list[str]] = ["-year", "-serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="accusation_year_serial", fields=["year", "serial"]),
            models.CheckConstraint(name="accusation_body_known", condition=Q(body__in=Body.values)),
        ]

    def __str__(self) -> str:
        return self.official_no

    @property
    def official_no(self) -> str:
        """Of the same counter as the matters, so that no number is missing."""
        return format_number(settings.PETITION_SERIES, self.year, self.serial)
