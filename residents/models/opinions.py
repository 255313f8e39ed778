"""What residents bring up and are owed an answer to (domain.md H4)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.accounts.models import User
from core.crypto.sealed import Sealed, SealedModel
from core.flow.models import Matter
from core.papers.numbers import format_number
from core.privacy import mask_name, mask_phone
from grids.models import Area
from residents.choices_visits import (
    OPEN_STATES,
    OWED_STATES,
    Category,
    Channel,
    Desk,
    OpinionState,
    OpinionTopic,
    ReplyWay,
    Satisfaction,
)
from residents.models.dwelling import Dwelling, Placed
from residents.models.household import Household
from residents.models.visits import LeaderContact, Visit, address_of
from residents.querysets_visits import OpinionQuerySet


class Opinion(SealedModel, Matter, Placed):
    """One matter that a resident brought up at the door, at the desk or by telephone; owed a reply in five working days.

    It may be anonymous. A name and a number, where given, are sealed and serve the reply alone: nothing finds an
    opinion by them, and nothing lists opinions by person."""

    state = models.CharField("状态", max_length=20, choices=OpinionState.choices)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    no = models.CharField("编号", max_length=16, unique=True, null=True)  # noqa: DJ001 - none before it is raised
    title = models.CharField("事项", max_length=60)
    text = models.TextField("反映的情况", max_length=500)
    topic = models.CharField(
        "事项类别", max_length=12, choices=OpinionTopic.choices, default=OpinionTopic.OTHER
    )
    category = models.CharField("民情分类", max_length=12, choices=Category.choices, blank=True)
    channel = models.CharField("来源", max_length=12, choices=Channel.choices, default=Channel.VISIT)
    recorded_at = models.DateTimeField("反映时间")

    place = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="地点")
    place_detail = models.CharField("具体位置", max_length=60, blank=True)
    dwelling = models.ForeignKey(
        Dwelling, models.SET_NULL, null=True, related_name="opinions", verbose_name="房屋"
    )
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, related_name="opinions", verbose_name="户"
    )
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="opinions", verbose_name="走访")
    contact = models.ForeignKey(
        LeaderContact, models.PROTECT, null=True, related_name="opinions", verbose_name="领导联系"
    )
    name_sealed = models.BinaryField("姓名", null=True)
    phone_sealed = models.BinaryField("电话", null=True)

    desk = models.PositiveSmallIntegerField("谁来答复", choices=Desk.choices, default=Desk.COMMUNITY)
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="held_opinions", verbose_name="答复人"
    )
    handled = models.CharField("办理结果", max_length=300, blank=True)
    handled_at = models.DateTimeField("办理时间", null=True)
    # What it was turned into: a case now, later a hazard, a whistle, a wish (residents.conversions).
    target_kind = models.CharField("转为", max_length=20, blank=True)
    target_id = models.PositiveBigIntegerField(null=True)
    target_no = models.CharField("转办编号", max_length=40, blank=True)
    target_result = models.CharField("转办结果", max_length=100, blank=True)
    target_ended_at = models.DateTimeField("转办结束", null=True)

    # The resident knows where it went; the answer itself still follows.
    told_at = models.DateTimeField("告知进展", null=True)
    replied_at = models.DateTimeField("答复时间", null=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁答复的")
    reply_way = models.CharField("答复方式", max_length=10, choices=ReplyWay.choices, blank=True)
    reply_text = models.CharField("给居民的答复", max_length=200, blank=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices, blank=True)
    satisfaction_note = models.CharField("评价说明", max_length=200, blank=True)
    rework_count = models.PositiveSmallIntegerField("再办次数", default=0)
    closed_at = models.DateTimeField("办结时间", null=True)
    # Of interest to all: candidates for the open-affairs notice (J8).
    is_general = models.BooleanField("共性意见", default=False)

    SEALED: ClassVar[dict[str, Sealed]] = {"name": Sealed("name_sealed"), "phone": Sealed("phone_sealed")}

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "居民意见"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="opinion_numbered_once_raised",
                condition=Q(state=OpinionState.DRAFT) | Q(no__isnull=False),
            ),
            models.CheckConstraint(
                name="opinion_converted_has_target",
                condition=~Q(state=OpinionState.CONVERTED) | Q(target_id__isnull=False),
            ),
            models.CheckConstraint(
                name="opinion_replied_has_reply",
                condition=~Q(state__in=[OpinionState.REPLIED, OpinionState.CLOSED])
                | Q(replied_at__isnull=False),
            ),
            models.UniqueConstraint(name="opinion_year_serial", fields=["year", "serial"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="opinion_community_due", fields=["community", "due_at"]),
            models.Index(name="opinion_grid_due", fields=["grid", "due_at"]),
            models.Index(name="opinion_holder_due", fields=["holder", "due_at"]),
            # The street's list: what is owed is a small part of the table.
            models.Index(name="opinion_live_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            models.Index(name="opinion_state", fields=["state", "-id"]),
            models.Index(
                name="opinion_target",
                fields=["target_kind", "target_id"],
                condition=Q(target_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no or '登记中'} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("opinions:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("opinions:act", args=[self.no, act])

    @property
    def official_no(self) -> str:
        """雄意〔2026〕0001号."""
        return (
            format_number(settings.OPINION_SERIES, self.year, self.serial)
            if self.year and self.serial
            else ""
        )

    @property
    def address(self) -> str:
        """铁路小区3号楼2单元门口. Lists select place__parent and dwelling."""
        door = self.dwelling.door if self.dwelling else ""
        return f"{address_of(self.place)}{door}{self.place_detail}"

    @property
    def is_owed(self) -> bool:
        return self.state in OWED_STATES

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_anonymous(self) -> bool:
        return not (self.has_sealed("name") or self.has_sealed("phone"))

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))

    def contact_words(self) -> dict[str, Any]:
        """What the page shows of who spoke: covered, or that nobody was named."""
        return {"name": self.masked_name, "phone": self.masked_phone, "anonymous": self.is_anonymous}
