"""Rules of time, the clocks that run under them, and the office's own days off and on."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clocks import plan
from core.clocks.choices import DayEnd, Mark, Measure, OverrideKind, State, Unit
from core.clocks.counting import Pause, Span
from core.clocks.querysets import ClockQuerySet, DeadlineRuleQuerySet
from core.clocks.telling import closing_words, number_words, reminder_words
from core.clocks.words import finished_words, format_due, remaining_words, review_words
from core.clocks.work_hours import office_hours


class HolidayOverride(models.Model):
    """One day on which the office works or rests by the State Council's yearly notice, or by local order.

    It is asked before the built-in arrangement, so it can also correct that."""

    date = models.DateField("日期", unique=True)
    kind = models.CharField("放假或上班", max_length=4, choices=OverrideKind.choices)
    name = models.CharField("名称", max_length=30)
    source = models.CharField("依据", max_length=120)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "节假日调整"
        ordering: ClassVar[list[str]] = ["date"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=OverrideKind.values), name="holiday_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()} {self.name}"


class DeadlineRule(models.Model):
    """One limit of time that a law, a notice or the office itself sets (domain.md M).

    A change makes a new version; clocks already running keep the version they were started with."""

    code = models.CharField("编号", max_length=40)
    version = models.PositiveSmallIntegerField("版本", default=1)
    is_current = models.BooleanField("现行", default=True)
    group = models.CharField("类别", max_length=20)
    subject_kind = models.CharField("对象", max_length=40)
    title = models.CharField("时限", max_length=60)
    start_event = models.CharField("从何时起算", max_length=60)
    measure = models.CharField("种类", max_length=8, choices=Measure.choices, default=Measure.DEADLINE)
    length = models.DecimalField("长度", max_digits=7, decimal_places=2, null=True, blank=True)
    unit = models.CharField("单位", max_length=10, choices=Unit.choices, default=Unit.CAL)
    urgent_length = models.DecimalField("紧急时长度", max_digits=7, decimal_places=2, null=True, blank=True)
    urgent_unit = models.CharField("紧急时单位", max_length=10, choices=Unit.choices, blank=True)
    limit_text = models.CharField("限度", max_length=60, blank=True)
    day_end = models.CharField("末日到", max_length=8, choices=DayEnd.choices, default=DayEnd.MIDNIGHT)
    start_day_excluded = models.BooleanField("起算当天不计", default=True)
    roll_forward = models.BooleanField("末日逢休息日顺延", default=True)
    pausable = models.BooleanField("可暂停", default=False)
    max_extension_days = models.PositiveSmallIntegerField("最多可延长天数", default=0)
    approver_role = models.CharField("谁批准延长", max_length=30, blank=True)
    reminders = models.JSONField("提醒点", default=list, blank=True)
    source = models.CharField("依据", max_length=160, blank=True)
    legal_note = models.CharField("说明", max_length=300, blank=True)
    mark = models.CharField("可靠程度", max_length=16, choices=Mark.choices)
    locked = models.BooleanField("不可修改", default=True)
    is_owed_reply = models.BooleanField("法定答复", default=False)
    valid_from = models.DateField("自何日起", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "时限规则"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "version"], name="rule_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(is_current=True), name="rule_one_current"),
            models.CheckConstraint(
                condition=Q(length__isnull=True) | Q(length__gte=0), name="rule_length_positive"
            ),
            # Only what the office set itself is the office's to change.
            models.CheckConstraint(
                condition=Q(locked=True) | Q(mark=Mark.DEFAULT), name="rule_only_default_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} 第{self.version}版"

    def span(self, *, urgent: bool = False) -> Span:
        """The arithmetic of the rule; `urgent` takes its shorter length where it has one."""
        length, unit = self.length, self.unit
        if urgent and self.urgent_length is not None:
            length, unit = self.urgent_length, self.urgent_unit
        return Span(
            length if length is not None else Decimal(0),
            unit,
            self.day_end,
            self.start_day_excluded,
            self.roll_forward,
            office_hours(),
        )

    @property
    def limit_words(self) -> str:
        """30个日历日 / 24小时（紧急2小时） / 不超过5人."""
        if self.limit_text or self.length is None:
            return self.limit_text or self.get_unit_display()
        words = number_words(self.span())
        if self.urgent_length is not None:
            words += f"（紧急{number_words(self.span(urgent=True))}）"
        return words

    @property
    def closing_words(self) -> str:
        return closing_words(self.span())

    @property
    def reminder_words(self) -> list[str]:
        return reminder_words(self.reminders)

    @property
    def counting_words(self) -> list[str]:
        """How the period is counted, each a short phrase."""
        if self.measure != Measure.DEADLINE or self.unit in (Unit.HOUR, Unit.WORK_HOUR, Unit.GIVEN):
            return []
        words = ["当天不计" if self.start_day_excluded else "当天计入"]
        if self.unit != Unit.WD:
            words.append("末日逢休息日顺延" if self.roll_forward else "末日不顺延")
        return [*words, self.closing_words]

    @property
    def flexibility_words(self) -> str:
        """可暂停 / 最多延长30天, or that neither is possible."""
        days = "个工作日" if self.unit in (Unit.WD, Unit.WORK_HOUR) else "天"
        longer = f"最多延长{self.max_extension_days}{days}" if self.max_extension_days else "不能延长"
        return f"{'可暂停' if self.pausable else '不停算'}，{longer}"


class Clock(models.Model):
    """One running duty: by when something is owed in one matter, under one rule.

    The sweeper reads `next_fire_at`; it is null whenever the clock has nothing more to say (stopped,
    cancelled, paused without review date, all points handled). `moved_at` is set while the owner of the
    subject has still to be told that a change of the calendar moved the due time."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=40)
    urgent = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    nominal_on = models.DateField(null=True, blank=True)
    yellow_at = models.DateTimeField()
    period = models.DurationField()
    next_fire_at = models.DateTimeField(null=True, blank=True)
    fired = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)
    paused_total = models.DurationField(default=timedelta)
    pauses = models.JSONField(default=list, blank=True)
    extended_days = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    met = models.BooleanField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    calendar_provisional = models.BooleanField(default=False)
    moved_at = models.DateTimeField(null=True, blank=True)
    explanation = models.JSONField(default=list, blank=True)
    fire_failures = models.PositiveSmallIntegerField(default=0)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = "时限"
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            # The sweeper's only question, every 15 s; small, because almost every clock ever made is quiet.
            models.Index(
                fields=["next_fire_at"],
                condition=Q(next_fire_at__isnull=False, stopped_at__isnull=True, cancelled_at__isnull=True),
                name="clock_to_fire",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="clock_subject"),
            # What is open under a rule (preview of an edit) and what may still move when a calendar arrives.
            models.Index(
                fields=["rule", "due_at"],
                condition=Q(stopped_at__isnull=True, cancelled_at__isnull=True),
                name="clock_open_by_rule",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "code"],
                condition=Q(stopped_at__isnull=True, cancelled_at__isnull=True),
                name="clock_one_live_per_code",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=models.F("started_at")), name="clock_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(cancelled_at__isnull=True), name="clock_one_end"
            ),
            models.CheckConstraint(
                condition=Q(next_fire_at__isnull=True)
                | Q(stopped_at__isnull=True, cancelled_at__isnull=True),
                name="clock_silent_after_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_kind}/{self.subject_id}"

    @property
    def is_live(self) -> bool:
        return self.stopped_at is None and self.cancelled_at is None

    @property
    def span(self) -> Span:
        return self.rule.span(urgent=self.urgent)

    @property
    def past_pauses(self) -> list[Pause]:
        return [Pause(*(datetime.fromisoformat(moment) for moment in pair)) for pair in self.pauses]

    def state(self, now: datetime) -> State:
        """What the clock shows at `now`; the only place that decides it."""
        if self.cancelled_at is not None:
            return State.CANCELLED
        if self.stopped_at is not None:
            return State.MET if self.met else State.MET_LATE
        if self.paused_at is not None:
            return State.PAUSED
        if now > self.due_at:
            grave = self.rule.is_owed_reply or now > plan.badly_overdue_from(self.period, self.due_at)
            return State.BADLY_OVERDUE if grave else State.OVERDUE
        return State.DUE_SOON if now >= self.yellow_at else State.NORMAL

    def words(self, now: datetime) -> str:
        """剩4天 / 超21小时 / 满7天提醒 / 按期 / 逾期2天, to go beside the state's mark."""
        if self.cancelled_at is not None:
            return State.CANCELLED.label
        if self.stopped_at is not None:
            return finished_words(self.due_at, self.stopped_at, met=bool(self.met))
        if self.paused_at is not None:
            return review_words(self.paused_at, self.review_at)
        return remaining_words(self.due_at, now)

    def due_words(self, now: datetime) -> str:
        """2月4日24:00."""
        return format_due(self.due_at, this_year=now.year)

    def explain(self) -> str:
        """The sum in Chinese sentences, and below it each later change to the due time."""
        return "\n".join(self.explanation)

    def snapshot(self) -> dict[str, Any]:
        """What an audit line keeps of a clock before or after a change."""
        return {"clock": self.pk, "code": self.code, "due_at": self.due_at.isoformat()}
