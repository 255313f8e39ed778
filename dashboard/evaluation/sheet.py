"""考评得分表 of a whole period as a workbook: the results that the reader sees, and every line behind them (domain.md L29)."""

from collections.abc import Iterable

from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult
from dashboard.evaluation.papers import NOT_APPLICABLE, appeal_words
from dashboard.reports.files import workbook
from dashboard.reports.period import Period
from dashboard.reports.tables import Report, Table, Value

_HEAD = (
    "考评对象",
    "社区",
    "指标分",
    "加分",
    "扣分",
    "初评得分",
    "初评等次",
    "更正后得分",
    "更正后等次",
    "异议",
)
_LINES = ("考评对象", "指标", "分子", "分母", "比率（%）", "目标（%）", "权重", "得分", "初评或更正")
_NOTES = [
    "比率＝分子÷分母；得分＝权重×比率÷目标，达到目标得满分；分母不足最少件数的不适用，它的权重摊到其他指标上。",
    "按社区和编号排列，不按得分排名。加分合计最多5分。",
    "对结果有异议的，公布后5个工作日内提出，由没有参加初评的人答复；更正的结果和初评并列。",
]


def sheet(period: EvaluationPeriod, results: Iterable[EvaluationResult], office: str) -> bytes:
    """The bytes of the workbook; numbers are numbers."""
    rows = list(results)
    report = Report(
        Period(period.since, period.months),
        f"{office}{period}得分表",
        [
            Table("results", "考评得分表", _HEAD, [_result(one) for one in rows]),
            Table("lines", "指标得分", _LINES, [line for one in rows for line in _lines(one)]),
        ],
        _NOTES,
    )
    return workbook(report)


def _or_none(value: Value | None) -> Value:
    return NOT_APPLICABLE if value is None else value


def _result(one: EvaluationResult) -> tuple[Value, ...]:
    corrected: tuple[Value, Value] = ("", "")
    if one.is_corrected:
        corrected = (_or_none(one.corrected_total), one.get_corrected_grade_display())
    place = one.community.name if one.community else ""
    first = (_or_none(one.base), one.bonus, one.deduction, _or_none(one.total), one.get_grade_display())
    return (one.name, place, *first, *corrected, appeal_words(one))


def _lines(one: EvaluationResult) -> list[tuple[Value, ...]]:
    return [
        (
            one.name,
            line.name,
            line.numerator,
            line.denominator,
            _or_none(line.rate),
            line.target,
            _or_none(line.spread),
            _or_none(line.score),
            "更正" if line.round > 1 else "初评",
        )
        for line in one.lines.all()
    ]
