"""Sums of what happened, so that no page counts the matters themselves (docs/adr/0032).

An act adds a raw row and locks nothing; the tick folds raw rows into one row a key (dashboard.figures.folding). Whoever
reads adds up all rows of a key, folded or not. Keys are plain numbers: where something lay then, whatever became of it.

With years of cases the finest sums have nearly a row a case, so pages that look at all kinds read rollups: the same sums
by fewer keys, filled by the same folding (docs/adr/0041)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dashboard.evaluation.models import (
    Adjustment,
    Appeal,
    EvaluationPeriod,
    EvaluationResult,
    Indicator,
    ResultLine,
    SampleDraw,
    SampleRecord,
)

__all__ = [
    "ROLLUPS", "TABLES", "Adjustment", "Appeal", "CaseDay", "CaseMonth", "DayTotal", "EvaluationPeriod", "EvaluationResult",
    "Indicator", "PlaceMonth", "ResultLine", "Rollup", "SampleDraw", "SampleRecord", "SumTable", "Tally", "UnitMonth", "WayMonth",
]  # fmt: skip


class SumTable(models.Model):
    """Columns that name what is counted, and columns that count."""

    KEYS: ClassVar[tuple[str, ...]]
    SUMS: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True


class Tally(SumTable):
    """A table to which acts add."""

    is_raw = models.BooleanField(default=True)

    class Meta:
        abstract = True


class Rollup(SumTable):
    """Sums of a tally by fewer keys: of its folded rows. Its reader adds the raw ones of the tally (`rows_of`)."""

    OF: ClassVar[type[Tally]]

    class Meta:
        abstract = True


class CaseSums(SumTable):
    """What is counted of the acts on cases."""

    registered = models.IntegerField("登记", default=0)
    accepted = models.IntegerField("受理", default=0)
    escalated = models.IntegerField("上报", default=0)
    returned = models.IntegerField("退回", default=0)
    opened = models.IntegerField("进入在办", default=0)
    ended = models.IntegerField("离开在办", default=0)
    closed = models.IntegerField("办结", default=0)
    reopened = models.IntegerField("重开", default=0)
    merged = models.IntegerField("并案", default=0)
    contact_all = models.IntegerField("首次联系", default=0)
    contact_met = models.IntegerField("按时首次联系", default=0)
    limit_all = models.IntegerField("有调解期限的办结", default=0)
    limit_met = models.IntegerField("期限内办结", default=0)
    rated = models.IntegerField("评价", default=0)
    satisfied = models.IntegerField("满意", default=0)

    SUMS: ClassVar[tuple[str, ...]] = (
        "registered", "accepted", "escalated", "returned", "opened", "ended", "closed", "reopened", "merged",
        "contact_all", "contact_met", "limit_all", "limit_met", "rated", "satisfied",
    )  # fmt: skip

    class Meta:
        abstract = True


class CaseMonth(CaseSums, Tally):
    """Acts on cases in one month: by place, kind, source, tier, and of closed ones by result."""

    month = models.DateField("月份")
    community = models.PositiveBigIntegerField("社区")
    estate = models.PositiveBigIntegerField("小区", default=0)
    grid = models.PositiveBigIntegerField("网格", default=0)
    cause = models.CharField("类型", max_length=2)
    source = models.CharField("来源", max_length=20)
    tier = models.PositiveSmallIntegerField("层级")
    track = models.CharField("调解方式", max_length=16, blank=True)
    result = models.CharField("结果", max_length=20, blank=True)

    KEYS = ("month", "community", "estate", "grid", "cause", "source", "tier", "track", "result")

    class Meta:
        verbose_name = "案件月度数"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Also the index by which a span of months is read.
            models.UniqueConstraint(
                fields=["month", "community", "estate", "grid", "cause", "source", "tier", "track", "result"],
                condition=Q(is_raw=False),
                name="case_month_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # A span of months, raw rows among them; what the tick has still to fold.
            models.Index(fields=["month", "community"], name="case_month_span"),
            # A grid's own numbers.
            models.Index(fields=["grid", "month"], name="case_month_grid"),
            models.Index(fields=["id"], condition=Q(is_raw=True), name="case_month_raw"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.community}/{self.grid}"


class CaseDay(Tally):
    """Cases registered and closed on one day in one community, by kind: the calendar of the year."""

    day = models.DateField("日期")
    community = models.PositiveBigIntegerField("社区")
    cause = models.CharField("类型", max_length=2)
    registered = models.IntegerField("登记", default=0)
    closed = models.IntegerField("办结", default=0)

    KEYS = ("day", "community", "cause")
    SUMS = ("registered", "closed")

    class Meta:
        verbose_name = "案件每日数"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day", "community", "cause"], condition=Q(is_raw=False), name="case_day_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # A span of days, raw rows among them, read without the table; what the tick has still to fold.
            models.Index(fields=["day", "community"], include=["registered"], name="case_day_span"),
            models.Index(fields=["id"], condition=Q(is_raw=True), name="case_day_raw"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.community}"


class UnitMonth(Tally):
    """What summoned departments did in one month, and how it was judged (domain.md I5)."""

    month = models.DateField("月份")
    department = models.PositiveBigIntegerField("单位")
    community = models.PositiveBigIntegerField("社区")
    called = models.IntegerField("收到吹哨", default=0)
    arrivals = models.IntegerField("应报到", default=0)
    in_time = models.IntegerField("按时报到", default=0)
    results = models.IntegerField("有评价的结果", default=0)
    solved = models.IntegerField("解决", default=0)
    rated = models.IntegerField("满意度评价", default=0)
    satisfied = models.IntegerField("满意", default=0)

    KEYS = ("month", "department", "community")
    SUMS = ("called", "arrivals", "in_time", "results", "solved", "rated", "satisfied")

    class Meta:
        verbose_name = "吹哨月度数"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["month", "department", "community"], condition=Q(is_raw=False), name="unit_month_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(is_raw=True), name="unit_month_raw"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.department}"


class PlaceMonth(CaseSums, Rollup):
    """All acts of a month by place alone: some hundred rows, however many cases."""

    month = models.DateField("月份")
    community = models.PositiveBigIntegerField("社区")
    estate = models.PositiveBigIntegerField("小区")
    grid = models.PositiveBigIntegerField("网格")

    OF = CaseMonth
    KEYS = ("month", "community", "estate", "grid")

    class Meta:
        verbose_name = "案件按地点月度数"
        # Also the index by which a span of months is read.
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "community", "estate", "grid"], name="place_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.community}/{self.grid}"


class WayMonth(Rollup):
    """Cases closed in a month by the tier that closed them, where they came from and how they ended."""

    month = models.DateField("月份")
    community = models.PositiveBigIntegerField("社区")
    tier = models.PositiveSmallIntegerField("层级")
    source = models.CharField("来源", max_length=20)
    result = models.CharField("结果", max_length=20, blank=True)
    closed = models.IntegerField("办结")

    OF = CaseMonth
    KEYS = ("month", "community", "tier", "source", "result")
    SUMS = ("closed",)

    class Meta:
        verbose_name = "案件按去向月度数"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["month", "community", "tier", "source", "result"], name="way_month_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.community}"


class DayTotal(Rollup):
    """Cases registered on one day in one community, of all kinds."""

    day = models.DateField("日期")
    community = models.PositiveBigIntegerField("社区")
    registered = models.IntegerField("登记")

    OF = CaseDay
    KEYS = ("day", "community")
    SUMS = ("registered",)

    class Meta:
        verbose_name = "案件全部类型每日数"
        # Also the index by which a year of days is read, without the table.
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day", "community"], include=["registered"], name="day_total_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.community}"


TABLES: tuple[type[Tally], ...] = (CaseMonth, CaseDay, UnitMonth)
ROLLUPS: tuple[type[Rollup], ...] = (PlaceMonth, WayMonth, DayTotal)
