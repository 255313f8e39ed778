"""任务、责任、问题清单: what comes of a meeting's decision, told month by month until it is struck off (domain.md E6-E8)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.flow.models import Matter
from core.papers.numbers import format_number
from partybuilding.choices_items import ENDED_STATES, ORDERS_TO_REPORT, ConfirmWay, ItemState
from partybuilding.items.querysets import ItemQuerySet
from partybuilding.models.body import PartyJointBody
from partybuilding.models.meeting import MeetingDecision

User = settings.AUTH_USER_MODEL


class ActionItem(Matter):
    """One line of the three lists: the task, the problem behind it, and who answers for it (E6).

    State and due columns change only by partybuilding.items. It comes of a decision, or of something else that the
    house knows (`source_kind`, `source_id` of core.subjects). Residents' words about it are counts, never names."""

    state = models.CharField("状态", max_length=20, choices=ItemState.choices)
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    no = models.CharField("编号", max_length=16, unique=True)
    body = models.ForeignKey(PartyJointBody, models.PROTECT, related_name="items", verbose_name="会议")
    decision = models.ForeignKey(
        MeetingDecision, models.PROTECT, null=True, related_name="items", verbose_name="议定事项"
    )
    source_kind = models.CharField(max_length=40, blank=True)
    source_id = models.PositiveBigIntegerField(null=True)
    source_words = models.CharField("来源", max_length=60, blank=True)

    what = models.CharField("任务", max_length=60)
    problem = models.CharField("要解决的问题", max_length=200)
    cause = models.CharField("成因", max_length=60, blank=True)
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, related_name="+", verbose_name="社区"
    )
    place = models.CharField("地点", max_length=60, blank=True)

    # Without one the item waits for a member unit that claims it (E10).
    lead = models.ForeignKey(
        "grids.Department", models.PROTECT, null=True, related_name="+", verbose_name="牵头单位"
    )
    assisting = models.ManyToManyField("grids.Department", related_name="+", verbose_name="配合单位")
    responsible = models.CharField("责任人", max_length=40, blank=True)
    due_on = models.DateField("完成期限")
    standard = models.CharField("销号标准", max_length=200)
    funding = models.CharField("资金来源", max_length=60, blank=True)
    is_public = models.BooleanField("公开", default=True)
    by_residents = models.BooleanField("居民反映的", default=False)

    percent = models.PositiveSmallIntegerField("进度", default=0)
    asked_on = models.DateField("申请延到", null=True)
    asked_reason = models.CharField("延期理由", max_length=200, blank=True)
    extended_at = models.DateTimeField("同意延期时间", null=True)
    taken_at = models.DateTimeField("接办时间", null=True)
    evidence = models.CharField("佐证材料", max_length=120, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="申报人")
    done_at = models.DateTimeField("申报完成时间", null=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核实人")
    verified_at = models.DateTimeField("核实时间", null=True)
    cleared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="销号人")
    cleared_at = models.DateTimeField("销号时间", null=True)
    # The later decision by which it stands on account or was given up (E7).
    set_aside_by = models.ForeignKey(
        MeetingDecision,
        models.PROTECT,
        null=True,
        related_name="set_aside",
        verbose_name="挂账或作废的议定事项",
    )
    set_aside_reason = models.CharField("挂账或作废理由", max_length=200, blank=True)
    order_count = models.PositiveSmallIntegerField("督办次数", default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "会议任务"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="action_item_serial", fields=["year", "serial"]),
            models.CheckConstraint(name="action_item_percent", condition=Q(percent__lte=100)),
            models.CheckConstraint(
                name="action_item_has_a_source",
                condition=Q(decision__isnull=False) | (~Q(source_kind="") & Q(source_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="action_item_led_when_taken",
                condition=Q(lead__isnull=False)
                | Q(state__in=[ItemState.DRAFT, ItemState.OPEN, ItemState.ON_ACCOUNT, ItemState.VOID]),
            ),
            models.CheckConstraint(
                name="action_item_set_aside_by_a_meeting",
                condition=~Q(state__in=[ItemState.ON_ACCOUNT, ItemState.VOID])
                | Q(set_aside_by__isnull=False),
            ),
            # E7: whoever did it, and whoever looked at it, does not strike it off.
            models.CheckConstraint(
                name="action_item_cleared_by_another",
                condition=Q(cleared_by__isnull=True)
                | (~Q(cleared_by=models.F("done_by")) & ~Q(cleared_by=models.F("verified_by"))),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="item_state_due"),
            models.Index(fields=["community", "state", "due_at"], name="item_community_due"),
            models.Index(fields=["lead", "state", "due_at"], name="item_lead_due"),
            models.Index(fields=["body", "state"], name="item_body_state"),
            # What came of a steward's table, a leader's visit.
            models.Index(fields=["source_kind", "source_id"], name="item_of_source"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.what}"

    def get_absolute_url(self) -> str:
        return reverse("items:detail", args=[self.no])

    def act_url(self, act: str) -> str:
        return reverse("items:act", args=[self.no, act])

    @property
    def official_no(self) -> str:
        """雄任〔2026〕0014号."""
        return format_number(settings.ITEM_SERIES, self.year, self.serial)

    @property
    def is_live(self) -> bool:
        return self.state not in ENDED_STATES

    @property
    def where(self) -> str:
        """铁北社区白马公寓北门; a task of the whole street has no place."""
        return f"{self.community.name if self.community else '全街道'}{self.place}"

    @property
    def is_to_report(self) -> bool:
        """E8: two orders, so the next meeting hears of it by name."""
        return self.order_count >= ORDERS_TO_REPORT and self.state not in ENDED_STATES


class ItemProgress(models.Model):
    """What the lead unit told of one month (E8)."""

    item = models.ForeignKey(ActionItem, models.PROTECT, related_name="entries")
    percent = models.PositiveSmallIntegerField("进度")
    text = models.CharField("进展", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填报人")
    at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = "月进展"
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.percent}% {self.text}"


class ItemCheck(models.Model):
    """The community looked whether it is done, and how residents said so: their number and the way, no names (E7)."""

    item = models.ForeignKey(ActionItem, models.PROTECT, related_name="checks")
    passed = models.BooleanField("核实通过")
    text = models.CharField("现场情况", max_length=300)
    residents = models.PositiveSmallIntegerField("确认的居民", default=0)
    way = models.CharField("确认方式", max_length=10, choices=ConfirmWay.choices, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核实人")
    at = models.DateTimeField("核实时间")

    class Meta:
        verbose_name = "核实"
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="item_check_way_with_residents", condition=Q(residents=0) | ~Q(way="")
            ),
        ]

    def __str__(self) -> str:
        return f"{'通过' if self.passed else '没通过'} {self.text}"
