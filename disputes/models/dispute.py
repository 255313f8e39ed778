"""The case itself."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.papers.numbers import format_number
from disputes.choices import (
    OPEN_STATES,
    PARENT_CAUSE,
    Alert,
    Cause,
    Confidentiality,
    Danger,
    Result,
    Retention,
    Satisfaction,
    Severity,
    Source,
    State,
    Tier,
    Track,
)
from disputes.choices_mediation import ChosenBy, Confirmed, Side
from disputes.querysets import WORDS, DisputeQuerySet
from grids.choices import AreaLevel

User = settings.AUTH_USER_MODEL


@lru_cache(maxsize=4096)
def case_url(no: str) -> str:
    """The page of a numbered case; kept, because a list asks for a hundred and they never change."""
    return reverse("disputes:detail", args=[no])


def draft_url(pk: int) -> str:
    return reverse("disputes:draft", args=[pk])


def address_words(level: str, parent: str | None, place: str, door: str) -> str:
    """An address as people say it; what lies above a building is its estate, above others a community is not said."""
    estate = parent if level == AreaLevel.BUILDING and parent else ""
    return f"{estate}{place}{door}"


# What a form on the line takes at most; what comes later was noted on a phone before.
ON_THE_LINE = timedelta(minutes=2)


class Dispute(models.Model):
    """One quarrel or problem that a resident brought and that the street owes an answer (矛盾纠纷, shown as 案件).

    State, tier and the due columns change only through disputes.actions (one engine, one table of transitions).
    """

    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    no = models.CharField("编号", max_length=12, unique=True, null=True)  # noqa: DJ001 - a draft has no number
    receipt_code = models.CharField("查询码", max_length=8, blank=True)

    title = models.CharField("事项", max_length=60)
    cause = models.CharField("类型", max_length=2, choices=Cause.choices)
    source = models.CharField("来源", max_length=20, choices=Source.choices)
    source_ref = models.CharField("来源编号", max_length=60, blank=True)
    # What a resident brought up at a visit or a desk and what became this case (domain.md H4).
    opinion = models.ForeignKey(
        "residents.Opinion", models.PROTECT, null=True, related_name="+", verbose_name="来自意见"
    )
    place = models.ForeignKey(
        "grids.Area", models.PROTECT, verbose_name="楼栋", related_name="+", db_index=False
    )
    place_detail = models.CharField("门牌或具体位置", max_length=60, blank=True)
    community = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", db_index=False)
    grid = models.ForeignKey("grids.Grid", models.PROTECT, null=True, related_name="disputes", db_index=False)
    # B5: the grid at acceptance stays on record when boundaries move later.
    accepted_grid = models.ForeignKey("grids.Grid", models.PROTECT, null=True, related_name="+")

    occurred_on = models.DateField("发生日期", null=True, blank=True)
    recorded_at = models.DateTimeField("记录时间")
    registered_at = models.DateTimeField("登记时间", null=True)
    first_contact_at = models.DateTimeField("首次联系", null=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    closed_at = models.DateTimeField("结案时间", null=True)
    archived_at = models.DateTimeField("归档时间", null=True)

    summary = models.TextField("事情经过", max_length=2000, blank=True)
    demands = models.TextField("诉求", max_length=500, blank=True)
    people_involved = models.PositiveSmallIntegerField("涉及人数", default=2)
    households_involved = models.PositiveSmallIntegerField("涉及户数", default=2)
    amount_claimed = models.DecimalField(
        "金额（元）",
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    injury = models.BooleanField("有人受伤", default=False)
    involves_minor = models.BooleanField("涉及未成年人", default=False)
    involves_dv = models.BooleanField("涉及家庭暴力", default=False)
    # A child or somebody who cannot look after themselves is or may be hurt: the police must be told.
    victim_helpless = models.BooleanField("受害的可能是孩子或没有行为能力的人", default=False)
    help_offered_on = models.DateField("告知求助途径日期", null=True)
    # The police warned the one who hurt: both sides are visited since (反家庭暴力法 art. 17).
    warned_on = models.DateField("收到告诫书日期", null=True)
    victim_visited_on = models.DateField("查访受害方日期", null=True)
    abuser_visited_on = models.DateField("查访加害方日期", null=True)
    cross_community = models.BooleanField("跨社区", default=False)
    department_duty = models.BooleanField("属于部门法定职责", default=False)
    needs_committee = models.BooleanField("要居委会或物业出面", default=False)
    danger = models.CharField("紧急情况", max_length=10, choices=Danger.choices, default="", blank=True)
    police_reported_at = models.DateTimeField("报警时间", null=True)

    severity = models.CharField("分级", max_length=6, choices=Severity.choices, default=Severity.MICRO)
    severity_reason = models.CharField("分级理由", max_length=200, blank=True)
    alert = models.CharField("预警", max_length=6, choices=Alert.choices, default=Alert.BLUE)
    alert_reason = models.CharField("预警理由", max_length=200, blank=True)
    confidentiality = models.CharField(
        "知悉范围", max_length=10, choices=Confidentiality.choices, default=Confidentiality.NORMAL
    )

    tier = models.PositiveSmallIntegerField("层级", choices=Tier.choices, default=Tier.GRID)
    holder = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        verbose_name="经办人",
        related_name="held_disputes",
        db_index=False,
    )
    # Who spoke with the parties; close asks that somebody else checks back (C9, N8).
    mediator = models.ForeignKey(User, models.PROTECT, null=True, related_name="mediated_disputes")
    co_mediators: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        User, blank=True, related_name="co_mediated_disputes"
    )
    # Whose name, number series and seal the papers carry.
    committee = models.ForeignKey(
        "disputes.MediationCommittee", models.PROTECT, null=True, related_name="+", verbose_name="调委会"
    )
    mediator_chosen_by = models.CharField(
        "怎么定的调解员", max_length=10, choices=ChosenBy.choices, blank=True
    )
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.DRAFT)
    active_track = models.CharField("调解方式", max_length=16, choices=Track.choices, default=Track.PEOPLE)
    # Copied from the confirmation, so that guards and lists need not look for it.
    confirmation = models.CharField(
        "司法确认", max_length=10, choices=Confirmed.choices, default="", blank=True
    )
    result = models.CharField("结果", max_length=20, choices=Result.choices, blank=True)
    referred_to = models.CharField("导引去向", max_length=60, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_cases")
    reopen_count = models.PositiveSmallIntegerField("重开次数", default=0)
    rework_count = models.PositiveSmallIntegerField("返工次数", default=0)
    # Visits before this moment (the last rework or reopening) do not count for closing.
    visits_from = models.DateTimeField(null=True)
    reopen_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices, blank=True)
    satisfaction_note = models.CharField("评价说明", max_length=200, blank=True)
    rated_at = models.DateTimeField(null=True)
    citizen_told = models.CharField("怎么告诉居民的", max_length=60, blank=True)
    retention = models.CharField("保管期限", max_length=10, choices=Retention.choices, blank=True)
    file_no = models.CharField("卷号", max_length=40, blank=True)

    # The nearest of the live clocks, kept here so that lists filter and sort by an index (engine.refresh_due).
    due_at = models.DateTimeField("应办时间", null=True)
    yellow_at = models.DateTimeField(null=True)
    due_code = models.CharField(max_length=20, blank=True)
    last_act = models.CharField("最近动作", max_length=40, blank=True)
    last_act_at = models.DateTimeField(null=True)

    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="logged_disputes", db_index=False)
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = "案件"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="dispute_numbered_unless_draft",
                condition=Q(state=State.DRAFT) | Q(no__isnull=False),
            ),
            models.CheckConstraint(name="dispute_amount_not_negative", condition=Q(amount_claimed__gte=0)),
            models.CheckConstraint(
                name="dispute_merged_has_target",
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False),
            ),
            models.UniqueConstraint(name="dispute_year_serial", fields=["year", "serial"]),
        ]
        # The keys of place, community, grid, holder and author stand first in an index of two columns and need none of their own.
        indexes: ClassVar[list[models.Index]] = [
            # Lists of one community, one grid, one person; newest or most urgent first.
            models.Index(name="dispute_community_due", fields=["community", "due_at"]),
            models.Index(name="dispute_grid_due", fields=["grid", "due_at"]),
            models.Index(name="dispute_holder_due", fields=["holder", "due_at"]),
            # Also all that the numbers of what is open now look at, read without the table.
            models.Index(
                name="dispute_state_due",
                fields=["state", "due_at"],
                include=["yellow_at", "registered_at", "tier", "cause", "community", "grid"],
            ),
            # The whole street's red and yellow: live clocks only, a small part of the table.
            models.Index(name="dispute_live_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            # Neighbours and duplicates: same building and cause, lately.
            models.Index(name="dispute_place_cause", fields=["place", "cause", "registered_at"]),
            models.Index(name="dispute_author_state", fields=["created_by", "state"]),
            # What is open in a community, beside years of finished ones.
            models.Index(name="dispute_community_state", fields=["community", "state"]),
            # 最新登记 and 最早登记, what a month brought, and the newest cases in which a word is found.
            models.Index(F("registered_at").desc(nulls_last=True), F("id").desc(), name="dispute_registered"),
            # 最近有动作, and what has no clock.
            models.Index(F("last_act_at").desc(nulls_last=True), F("id").desc(), name="dispute_acted"),
            # Words of a search, by pairs of characters (docs/adr/0012).
            GinIndex(WORDS, name="dispute_word_pairs"),
        ]

    def __str__(self) -> str:
        return f"{self.no or '草稿'} {self.title}"

    def get_absolute_url(self) -> str:
        return case_url(self.no) if self.no else draft_url(self.pk)

    @property
    def official_no(self) -> str:
        """雄纠〔2026〕0001号: what papers carry; `no` is what addresses and people's talk carry."""
        if not (self.year and self.serial):
            return ""
        return format_number(settings.CASE_SERIES, self.year, self.serial)

    @property
    def is_group(self) -> bool:
        return self.people_involved >= 10

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_restricted(self) -> bool:
        return self.confidentiality == Confidentiality.RESTRICTED

    @property
    def unvisited_sides(self) -> list[str]:
        """Whom the community still has to visit after the warning letter."""
        days = {Side.VICTIM: self.victim_visited_on, Side.ABUSER: self.abuser_visited_on}
        return [str(side.label) for side, day in days.items() if self.warned_on and day is None]

    @property
    def top_cause(self) -> Cause:
        return PARENT_CAUSE.get(self.cause, Cause(self.cause))

    @property
    def address(self) -> str:
        """铁路小区3号楼2单元201: estate, building, door. Lists select place__parent."""
        place = self.place
        return address_words(
            place.level, place.parent.name if place.parent else "", place.name, self.place_detail
        )

    @property
    def was_noted_before(self) -> bool:
        """It waited on a phone without signal: noted some minutes or more before it reached us."""
        return self.registered_at is not None and self.registered_at - self.recorded_at > ON_THE_LINE

    def citizen_clock_start(self) -> datetime:
        """The clock belongs to the citizen: from the moment it was told to us (ux.md principle 2)."""
        return self.recorded_at
