"""What is kept of an evaluation. Figures are frozen with the weights and targets that held (domain.md I)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.flow.models import Matter
from dashboard.evaluation.choices import (
    AdjustKind,
    Grade,
    Kind,
    Outcome,
    PeriodState,
    ResultState,
    Verdict,
    WrongField,
)
from dashboard.evaluation.querysets import PeriodQuerySet, ResultQuerySet, SampleQuerySet
from dashboard.reports.period import Period

User = settings.AUTH_USER_MODEL


class Indicator(models.Model):
    """One rate of one kind of subject: what it is called, what it weighs, from when it is reached in full.

    The formula is one of dashboard.evaluation.formulas; only the administrator's numbers, name and switch change."""

    kind = models.CharField("对象", max_length=12, choices=Kind.choices)
    code = models.CharField("编号", max_length=8)
    formula = models.CharField(max_length=30)
    name = models.CharField("指标", max_length=20)
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2)
    target = models.DecimalField("目标（%）", max_digits=5, decimal_places=2)
    min_n = models.PositiveSmallIntegerField("最少件数")
    is_on = models.BooleanField("启用", default=True)
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "evaluation_indicator"
        verbose_name = "考评指标"
        ordering: ClassVar[list[str]] = ["kind", "order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "code"], name="indicator_once"),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="indicator_weight"),
            models.CheckConstraint(condition=Q(target__gt=0, target__lte=100), name="indicator_target"),
            models.CheckConstraint(condition=Q(min_n__gte=1), name="indicator_min_n"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class EvaluationPeriod(Matter):
    """One month or quarter of one kind of subject, from the first count to the publication."""

    state = models.CharField("状态", max_length=20, choices=PeriodState.choices)
    kind = models.CharField("对象", max_length=12, choices=Kind.choices)
    since = models.DateField("自")
    # The first day that is no longer in it.
    until = models.DateField("至")
    drafted_at = models.DateTimeField("计算时间", null=True)
    # Who scored first; None when the night did.
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁算的")
    announced_at = models.DateTimeField("公布时间", null=True)
    announced_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="谁公布的"
    )
    published_at = models.DateTimeField("发布时间", null=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "evaluation_period"
        verbose_name = "考评"
        ordering: ClassVar[list[str]] = ["-since", "kind"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "since"], name="evaluation_period_once"),
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="evaluation_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.span_words}{self.get_kind_display()}考评"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:period", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("evaluation:period_act", args=[self.pk, act])

    @property
    def months(self) -> int:
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month

    @property
    def span_words(self) -> str:
        """2026年3月, 2026年第1季度."""
        return Period(self.since, self.months).words

    def is_over(self, on: date) -> bool:
        return self.until <= on


class EvaluationResult(Matter):
    """What one subject got in one period. The first result stays as it was; one that is corrected stands beside it."""

    state = models.CharField("异议", max_length=20, choices=ResultState.choices)
    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="results")
    name = models.CharField("名称", max_length=60)
    # Orders lists: by place and never by result.
    code = models.CharField(max_length=40)
    worker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="网格员")
    grid = models.ForeignKey("grids.Grid", models.PROTECT, null=True, related_name="+", verbose_name="网格")
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, related_name="+", verbose_name="社区"
    )
    department = models.ForeignKey(
        "grids.Department", models.PROTECT, null=True, related_name="+", verbose_name="部门"
    )
    base = models.DecimalField("指标分", max_digits=5, decimal_places=2, null=True)
    bonus = models.DecimalField("加分", max_digits=5, decimal_places=2, default=Decimal(0))
    deduction = models.DecimalField("扣分", max_digits=5, decimal_places=2, default=Decimal(0))
    total = models.DecimalField("初评得分", max_digits=5, decimal_places=2, null=True)
    grade = models.CharField("初评等次", max_length=10, choices=Grade.choices, default=Grade.NONE)
    corrected_total = models.DecimalField("更正后得分", max_digits=5, decimal_places=2, null=True)
    corrected_grade = models.CharField("更正后等次", max_length=10, choices=Grade.choices, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        db_table = "evaluation_result"
        verbose_name = "考评结果"
        ordering: ClassVar[list[str]] = ["code", "name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["period", "worker"], condition=Q(worker__isnull=False), name="result_once_a_worker"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["period", "code"], name="result_of_period"),
            models.Index(fields=["worker"], name="result_worker"),
            models.Index(fields=["grid"], name="result_grid"),
            models.Index(fields=["community"], name="result_community"),
            models.Index(fields=["department"], name="result_department"),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.period.span_words}考评"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:result", args=[self.pk])

    def act_url(self, act: str) -> str:
        return reverse("evaluation:result_act", args=[self.pk, act])

    @property
    def applied(self) -> str:
        """6/7: how many indicators of the first count applied, of how many; pages prefetch the lines."""
        first = [one for one in self.lines.all() if one.round == 1]
        return f"{sum(one.score is not None for one in first)}/{len(first)}"

    @property
    def is_corrected(self) -> bool:
        return bool(self.corrected_grade)

    @property
    def final_total(self) -> Decimal | None:
        return self.corrected_total if self.is_corrected else self.total

    @property
    def final_grade(self) -> str:
        return str(Grade(self.corrected_grade or self.grade).label)


class ResultLine(models.Model):
    """One indicator of one result, as it was counted. `round` 1 is the first count, 2 what an objection corrected."""

    result = models.ForeignKey(EvaluationResult, models.CASCADE, related_name="lines")
    round = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=8)
    formula = models.CharField(max_length=30)
    name = models.CharField("指标", max_length=20)
    numerator = models.DecimalField("分子", max_digits=10, decimal_places=2)
    denominator = models.DecimalField("分母", max_digits=10, decimal_places=2)
    min_n = models.PositiveSmallIntegerField("最少件数")
    target = models.DecimalField("目标（%）", max_digits=5, decimal_places=2)
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2)
    rate = models.DecimalField("比率（%）", max_digits=7, decimal_places=2, null=True)
    spread = models.DecimalField("折算权重", max_digits=5, decimal_places=2, null=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)

    class Meta:
        db_table = "evaluation_line"
        verbose_name = "指标得分"
        ordering: ClassVar[list[str]] = ["round", "order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["result", "round", "code"], name="result_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.score}"


class Adjustment(models.Model):
    """Points added or taken, with the reason. Never changed; what was wrong is struck with a reason (I4)."""

    result = models.ForeignKey(EvaluationResult, models.PROTECT, related_name="adjustments")
    kind = models.CharField("事由", max_length=12, choices=AdjustKind.choices)
    points = models.DecimalField("分数", max_digits=4, decimal_places=2)
    reason = models.CharField("情况和依据", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_because = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        db_table = "evaluation_adjustment"
        verbose_name = "加减分"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.signed}"

    @property
    def signed(self) -> str:
        """+2 / −5 / 定为不合格."""
        if self.kind == AdjustKind.LEAK:
            return "定为不合格"
        return f"{'+' if self.is_bonus else '−'}{self.points.normalize():f}"

    @property
    def is_bonus(self) -> bool:
        return self.kind in (AdjustKind.HAZARD, AdjustKind.PRAISE, AdjustKind.INNOVATION)


class Appeal(models.Model):
    """对结果有异议: once a result, answered by somebody who did not score (I7)."""

    result = models.OneToOneField(EvaluationResult, models.PROTECT, related_name="appeal")
    text = models.TextField("哪里不对", max_length=800)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices, blank=True)
    finding = models.TextField("核查情况和理由", max_length=800, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "evaluation_appeal"
        verbose_name = "考评异议"

    def __str__(self) -> str:
        return f"异议 {self.at:%Y-%m-%d}"


class SampleDraw(models.Model):
    """Records of one grid drawn by chance in one quarter, to be checked by another community (E3). The seed is kept, so that
    anybody can draw the same again."""

    grid = models.ForeignKey("grids.Grid", models.PROTECT, related_name="+", verbose_name="网格")
    quarter = models.DateField("季度")
    checker = models.ForeignKey("grids.Area", models.PROTECT, related_name="+", verbose_name="核对的社区")
    seed = models.CharField("随机种子", max_length=40)
    drawn_from = models.PositiveIntegerField("从多少户里抽")
    drawn_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "evaluation_draw"
        verbose_name = "信息抽查"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["grid", "quarter"], name="draw_once_a_quarter"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["checker", "quarter"], name="draw_checker"),
        ]

    def __str__(self) -> str:
        return f"{self.grid} {self.quarter:%Y-%m}"


class SampleRecord(models.Model):
    """One household drawn, and whether the register says of its home what is so."""

    draw = models.ForeignKey(SampleDraw, models.CASCADE, related_name="records")
    household = models.ForeignKey(
        "residents.Household", models.SET_NULL, null=True, related_name="+", verbose_name="户"
    )
    order = models.PositiveSmallIntegerField()
    verdict = models.CharField("核对结果", max_length=10, choices=Verdict.choices, default=Verdict.WAITING)
    wrong = ArrayField(
        models.CharField(max_length=10, choices=WrongField.choices), verbose_name="哪里有误", default=list
    )
    note = models.CharField("说明", max_length=100, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    checked_at = models.DateTimeField("核对时间", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = SampleQuerySet.as_manager()

    class Meta:
        db_table = "evaluation_sample"
        verbose_name = "抽查的户"
        ordering: ClassVar[list[str]] = ["draw", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draw", "order"], name="sample_place_once"),
            models.CheckConstraint(
                name="sample_wrong_says_what", condition=~Q(verdict=Verdict.WRONG) | Q(wrong__len__gt=0)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["draw", "verdict"], name="sample_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.draw} 第{self.order}户"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:sample", args=[self.pk])

    @property
    def wrong_words(self) -> list[str]:
        return [str(WrongField(one).label) for one in self.wrong]
