"""热线工单: what somebody told 12345 and the city's platform gave to this street."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.crypto.sealed import Sealed, SealedModel
from core.flow.models import Matter
from core.papers.numbers import format_number
from core.privacy import mask_name, mask_phone
from disputes.choices import Cause, Satisfaction, Tier
from disputes.hotline.choices import (
    OWED_STATES,
    Caller,
    Proceeding,
    TicketKind,
    TicketResult,
    TicketState,
)
from disputes.hotline.querysets import TicketQuerySet
from grids.choices import AreaLevel
from residents.choices_visits import ReplyWay

User = settings.AUTH_USER_MODEL


class HotlineTicket(SealedModel, Matter):
    """One demand from 12345 (F10). State and due columns change only by disputes.hotline.

    Who called is sealed and serves the answer alone: nothing finds, lists or counts tickets by caller."""

    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    no = models.CharField("编号", max_length=16, unique=True, null=True)  # noqa: DJ001 - none before it is received
    city_no = models.CharField("市平台工单号", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=10, choices=TicketKind.choices)
    cause = models.CharField("类型", max_length=2, choices=Cause.choices, blank=True)
    title = models.CharField("事项", max_length=60)
    text = models.TextField("诉求内容", max_length=1000)
    dispatched_at = models.DateTimeField("派单时间")
    # The moment the platform set; empty: the limit of the kind.
    due_given = models.DateTimeField("市平台时限", null=True)

    place = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="地点")
    place_detail = models.CharField("具体位置", max_length=60, blank=True)
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="社区")
    grid = models.ForeignKey("grids.Grid", models.PROTECT, null=True, related_name="+", verbose_name="网格")
    name_sealed = models.BinaryField("姓名", null=True)
    phone_sealed = models.BinaryField("电话", null=True)

    desk = models.PositiveSmallIntegerField("承办", choices=Tier.choices, default=Tier.STREET)
    contacted_at = models.DateTimeField("首次联系", null=True)
    # An extension that waits for the manager: days, why. Granted: extended_at.
    asked_days = models.PositiveSmallIntegerField("申请延期天数", null=True)
    asked_reason = models.CharField("延期理由", max_length=200, blank=True)
    extended_at = models.DateTimeField("延期时间", null=True)

    # The case or whistle that carries the work.
    target_kind = models.CharField("关联", max_length=20, blank=True)
    target_id = models.PositiveBigIntegerField(null=True)
    target_no = models.CharField("关联编号", max_length=40, blank=True)
    target_result = models.CharField("关联件结果", max_length=200, blank=True)
    target_ended_at = models.DateTimeField("关联件结束", null=True)

    result = models.CharField("结果", max_length=10, choices=TicketResult.choices, blank=True)
    answer_text = models.CharField("办理情况", max_length=500, blank=True)
    reply_text = models.CharField("给诉求人的答复", max_length=200, blank=True)
    reply_way = models.CharField("答复方式", max_length=10, choices=ReplyWay.choices, blank=True)
    guided_to = models.CharField("引导去向", max_length=12, choices=Proceeding.choices, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="谁答复的"
    )
    # The three answers (响应、解决、满意), as the caller gave them last.
    called_by = models.CharField("谁回访的", max_length=8, choices=Caller.choices, blank=True)
    called_back_at = models.DateTimeField("回访时间", null=True)
    responded = models.BooleanField("响应及时", null=True)
    solved = models.BooleanField("问题解决", null=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices, blank=True)
    satisfaction_note = models.CharField("评价说明", max_length=200, blank=True)
    rework_count = models.PositiveSmallIntegerField("重办次数", default=0)
    closed_at = models.DateTimeField("办结时间", null=True)

    objects = TicketQuerySet.as_manager()
    SEALED: ClassVar[dict[str, Sealed]] = {"name": Sealed("name_sealed"), "phone": Sealed("phone_sealed")}

    class Meta:
        verbose_name = "热线工单"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="ticket_numbered_once_received",
                condition=Q(state=TicketState.DRAFT) | Q(no__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_answered_has_answer",
                condition=~Q(state__in=[TicketState.ANSWERED, TicketState.CALLED_BACK, TicketState.CLOSED])
                | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_target_has_kind",
                condition=Q(target_id__isnull=True) | ~Q(target_kind=""),
            ),
            models.UniqueConstraint(name="ticket_year_serial", fields=["year", "serial"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The lists of a community and of a grid.
            models.Index(name="ticket_community_due", fields=["community", "due_at"]),
            models.Index(name="ticket_grid_due", fields=["grid", "due_at"]),
            # The street's list: what is owed is a small part of the table.
            models.Index(name="ticket_live_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            models.Index(name="ticket_state", fields=["state", "-id"]),
            models.Index(
                name="ticket_target",
                fields=["target_kind", "target_id"],
                condition=Q(target_id__isnull=False),
            ),
            # The three rates of a period.
            models.Index(
                name="ticket_called_back",
                fields=["called_back_at"],
                condition=Q(called_back_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no or '登记中'} {self.title}"

    def get_state_display(self) -> str:
        return str(TicketState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("hotline:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("hotline:act", args=[self.no, act])

    @property
    def official_no(self) -> str:
        """雄热〔2026〕0001号."""
        if not (self.year and self.serial):
            return ""
        return format_number(settings.HOTLINE_SERIES, self.year, self.serial)

    @property
    def address(self) -> str:
        """铁路小区3号楼2单元. Lists select place__parent."""
        place = self.place
        estate = place.parent.name if place.level == AreaLevel.BUILDING and place.parent else ""
        return f"{estate}{place.name}{self.place_detail}"

    @property
    def is_owed(self) -> bool:
        return self.state in OWED_STATES

    @property
    def is_linked(self) -> bool:
        return self.target_id is not None

    @property
    def waits_for_target(self) -> bool:
        """Its case or whistle has no result yet."""
        return self.is_linked and self.target_ended_at is None

    @property
    def is_anonymous(self) -> bool:
        return not (self.has_sealed("name") or self.has_sealed("phone"))

    @property
    def masked_name(self) -> str:
        return mask_name(self.open_sealed("name"))

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))
