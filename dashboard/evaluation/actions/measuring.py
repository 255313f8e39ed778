"""Counting a subject's indicators, and writing what they come to."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from dashboard.evaluation.formulas import FORMULAS
from dashboard.evaluation.models import EvaluationResult, Indicator, ResultLine
from dashboard.evaluation.scoring import Measured, Scored, Totals, score_lines, totals
from dashboard.evaluation.subjects import Days, Subject


def measure(subject: Subject, days: Days, indicators: Sequence[Indicator]) -> list[Measured]:
    """What is above and below the line of each indicator."""
    found = []
    for one in indicators:
        count = FORMULAS[one.formula].count(subject, days)
        found.append(
            Measured(one.code, one.weight, one.target, one.min_n, count.numerator, count.denominator)
        )
    return found


def lines_of(
    result: EvaluationResult, scored: Iterable[Scored], named: dict[str, Any], *, round: int
) -> list[ResultLine]:
    """Rows of a result; `named` gives order, name and formula by the code (indicators, or the lines of the first count)."""
    return [
        ResultLine(
            result=result,
            round=round,
            order=named[one.measured.code].order,
            code=one.measured.code,
            formula=named[one.measured.code].formula,
            name=named[one.measured.code].name,
            numerator=one.measured.numerator,
            denominator=one.measured.denominator,
            min_n=one.measured.min_n,
            target=one.measured.target,
            weight=one.measured.weight,
            rate=one.rate,
            spread=one.spread,
            score=one.score,
        )
        for one in scored
    ]


def measured_again(lines: Iterable[ResultLine], counts: dict[str, tuple[Decimal, Decimal]]) -> list[Measured]:
    """The lines of the first count as measured, with corrected counts put in."""
    found = []
    for one in lines:
        above, below = counts.get(one.code, (one.numerator, one.denominator))
        found.append(Measured(one.code, one.weight, one.target, one.min_n, above, below))
    return found


def given(result: EvaluationResult) -> list[tuple[str, Decimal]]:
    """What was added and taken and still stands."""
    return list(result.adjustments.filter(struck_because="").values_list("kind", "points"))


def totals_of(result: EvaluationResult) -> Totals:
    """The first result with the adjustments that stand now."""
    return totals(score_lines(measured_again(result.lines.filter(round=1), {})), given(result))
