"""吹哨, and the units it summons."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.crypto.sealed import Sealed, SealedModel
from core.flow.models import Matter
from core.papers.numbers import format_number
from core.privacy import mask_phone
from disputes.choices import Cause
from disputes.whistles.choices import IssuedAs, Outcome, UnitState, WhistleKind, WhistleState
from disputes.whistles.querysets import UnitQuerySet, WhistleQuerySet
from grids.choices import AreaLevel

User = settings.AUTH_USER_MODEL


class Whistle(SealedModel, Matter):
    """The street summons departments to a place (吹哨, D2-D4). State and due columns change only by disputes.whistles.

    `title`, `problem` and `task` are written for the units. Of the matter behind it they get what `share_…` ticks and
    nothing else: the address, copies of chosen photos, one resident's sealed number with a reason."""

    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    no = models.CharField("编号", max_length=12, unique=True, null=True)  # noqa: DJ001 - a draft has no number
    kind = models.CharField("哨类", max_length=12, choices=WhistleKind.choices)
    cause = models.CharField("类型", max_length=2, choices=Cause.choices, blank=True)
    title = models.CharField("事项", max_length=60)
    problem = models.CharField("问题", max_length=200, blank=True)
    task = models.CharField("要做什么", max_length=200)
    basis = models.CharField("依据", max_length=120)
    clause = models.ForeignKey("disputes.DutyClause", models.PROTECT, null=True, related_name="+")
    result_by = models.DateTimeField("交办的办结时间", null=True)

    place = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="地点")
    place_detail = models.CharField("具体位置", max_length=60, blank=True)
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="社区")
    grid = models.ForeignKey("grids.Grid", models.PROTECT, null=True, related_name="+", verbose_name="网格")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.PositiveBigIntegerField(null=True)
    call = models.ForeignKey("disputes.CommunityCall", models.PROTECT, null=True, related_name="whistles")

    share_address = models.BooleanField("给地址", default=False)
    share_contact = models.BooleanField("给居民电话", default=False)
    share_reason = models.CharField("为什么给电话", max_length=100, blank=True)
    # Masked when it was written: 王*.
    contact_name = models.CharField("居民", max_length=25, blank=True)
    phone_sealed = models.BinaryField(null=True)
    # Which of the origin's photos are copied for the units when it is issued.
    photo_ids = models.JSONField("给哪些照片", default=list)

    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="吹哨人")
    issued_at = models.DateTimeField("吹哨时间", null=True)
    issued_as = models.CharField("以何职务", max_length=10, choices=IssuedAs.choices, blank=True)
    ratified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="追认人")
    ratified_at = models.DateTimeField("追认时间", null=True)

    objection_count = models.PositiveSmallIntegerField("异议次数", default=0)
    rework_count = models.PositiveSmallIntegerField("返工次数", default=0)
    # The lead's word on why the matter does not wait for a unit that has not answered.
    missing_reason = models.CharField("为什么不等没反馈的单位", max_length=200, blank=True)
    result = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    asks_resident = models.BooleanField("请居民评价", default=True)
    account_reason = models.CharField("挂账理由（公开）", max_length=200, blank=True)
    account_since = models.DateTimeField("挂账时间", null=True)
    account_reviews = models.PositiveSmallIntegerField("复查次数", default=0)
    city_told = models.CharField("报告市级", max_length=120, blank=True)

    objects = WhistleQuerySet.as_manager()
    SEALED: ClassVar[dict[str, Sealed]] = {"phone": Sealed("phone_sealed")}

    class Meta:
        verbose_name = "吹哨"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="whistle_numbered_when_issued",
                condition=Q(state__in=[WhistleState.DRAFT, WhistleState.VOID]) | Q(no__isnull=False),
            ),
            models.CheckConstraint(
                name="whistle_phone_only_with_a_reason",
                condition=Q(phone_sealed__isnull=True) | (Q(share_contact=True) & ~Q(share_reason="")),
            ),
            models.UniqueConstraint(name="whistle_year_serial", fields=["year", "serial"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="whistle_state_due"),
            models.Index(fields=["community", "due_at"], name="whistle_community_due"),
            models.Index(fields=["grid", "state"], name="whistle_grid_state"),
            # Which whistles came of this case, and whether one still holds it.
            models.Index(fields=["origin_kind", "origin_id", "state"], name="whistle_of_origin"),
            # The same cause lately: the history behind a recommendation.
            models.Index(fields=["cause", "issued_at"], name="whistle_cause_issued"),
        ]

    def __str__(self) -> str:
        return f"{self.no or '拟哨'} {self.title}"

    def get_state_display(self) -> str:
        return str(WhistleState(self.state).label)

    def get_absolute_url(self) -> str:
        if self.no:
            return reverse("whistles:detail", args=[self.no])
        return reverse("whistles:draft", args=[self.pk])

    def act_url(self, act: str) -> str:
        if self.no:
            return reverse("whistles:act", args=[self.no, act])
        if act == "edit":
            return reverse("whistles:draft_edit", args=[self.pk])
        return reverse("whistles:draft_act", args=[self.pk, act])

    @property
    def official_no(self) -> str:
        """雄哨〔2026〕0003号."""
        if not (self.year and self.serial):
            return ""
        return format_number(settings.WHISTLE_SERIES, self.year, self.serial)

    @property
    def is_live(self) -> bool:
        return self.state not in (WhistleState.DRAFT, WhistleState.CLOSED, WhistleState.VOID)

    @property
    def address(self) -> str:
        """铁路小区3号楼2单元: estate, building, spot. Lists select place__parent."""
        place = self.place
        estate = place.parent.name if place.level == AreaLevel.BUILDING and place.parent else ""
        return f"{estate}{place.name}{self.place_detail}"

    @property
    def shared_address(self) -> str:
        """What a unit reads of the place."""
        return self.address if self.share_address else ""

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))


class WhistleUnit(Matter):
    """One summoned department: the lead or an assisting one, with its own state and its own clocks (报到).

    The first receiver leads (D5): only a ruling of the street takes the lead away."""

    whistle = models.ForeignKey("disputes.Whistle", models.PROTECT, related_name="units")
    department = models.ForeignKey("grids.Department", models.PROTECT, related_name="+", verbose_name="单位")
    is_lead = models.BooleanField("主办", default=False)
    liaison = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="联络员")
    signed_at = models.DateTimeField("签收时间", null=True)
    contacted_at = models.DateTimeField("联系时间", null=True)
    arrived_at = models.DateTimeField("到场时间", null=True)
    arrival_people = models.CharField("到场人员", max_length=60, blank=True)
    plan = models.CharField("办理打算", max_length=200, blank=True)
    plan_until = models.DateField("打算哪天办完", null=True, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True)
    # What the unit says of the whistle itself (D6): both sides are asked.
    was_justified = models.BooleanField("该不该吹给本单位", null=True)
    was_clear = models.BooleanField("信息够不够", null=True)
    quality_note = models.CharField("意见", max_length=200, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "报到单位"
        ordering: ClassVar[list[str]] = ["-is_lead", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="whistle_one_lead",
                fields=["whistle"],
                condition=Q(is_lead=True) & ~Q(state=UnitState.RELEASED),
            ),
            models.UniqueConstraint(
                name="whistle_unit_once",
                fields=["whistle", "department"],
                condition=~Q(state=UnitState.RELEASED),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The list and the workbench of a liaison, and who holds what.
            models.Index(fields=["department", "state", "due_at"], name="unit_department_state"),
        ]

    def __str__(self) -> str:
        return f"{self.whistle} {self.department}"

    def get_state_display(self) -> str:
        return str(UnitState(self.state).label)

    @property
    def part(self) -> str:
        return "主办" if self.is_lead else "协办"

    def get_absolute_url(self) -> str:
        return self.whistle.get_absolute_url()

    def act_url(self, act: str) -> str:
        return reverse("whistles:unit_act", args=[self.whistle.no, self.pk, act])
