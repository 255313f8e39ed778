"""The sums of an evaluation: pure, in Decimal, to two places (domain.md I2, I4, I7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dashboard.evaluation.choices import (
    BONUSES,
    GRADES_FROM,
    MOST_BONUS,
    MOST_FOR_HAZARDS,
    AdjustKind,
    Grade,
)

CENT, HUNDRED, NOUGHT = Decimal("0.01"), Decimal(100), Decimal(0)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Measured:
    """One indicator with what was counted. `weight` in points, `target` in percent."""

    code: str
    weight: Decimal
    target: Decimal
    min_n: int
    numerator: Decimal
    denominator: Decimal

    @property
    def applies(self) -> bool:
        """Enough was counted for a rate to mean something (I2)."""
        return self.denominator > 0 and self.denominator >= self.min_n


@dataclass(frozen=True)
class Scored:
    """The indicator's rate in percent, its weight after spreading, and its points; None where it does not apply."""

    measured: Measured
    rate: Decimal | None = None
    spread: Decimal | None = None
    score: Decimal | None = None


def spread(weights: Sequence[Decimal]) -> list[Decimal]:
    """Weights made to sum 100 exactly; what rounding leaves goes to the first of the heaviest."""
    whole = sum(weights, NOUGHT)
    if whole <= 0:
        return [NOUGHT for _ in weights]
    found = [cents(one * HUNDRED / whole) for one in weights]
    heaviest = max(range(len(found)), key=lambda at: (found[at], -at))
    found[heaviest] += HUNDRED - sum(found, NOUGHT)
    return found


def score_lines(measured: Sequence[Measured]) -> list[Scored]:
    """Points of each: weight × min(1, rate ÷ target). The weight of what does not apply is spread over the rest."""
    weights = iter(spread([one.weight for one in measured if one.applies]))
    return [_scored(one, next(weights)) if one.applies else Scored(one) for one in measured]


def _scored(one: Measured, weight: Decimal) -> Scored:
    rate = one.numerator * HUNDRED / one.denominator
    reached = min(Decimal(1), rate / one.target)
    return Scored(one, cents(rate), weight, cents(weight * reached))


@dataclass(frozen=True)
class Totals:
    """The sum. `base` and `total` None when no indicator applied: such a subject is not graded."""

    base: Decimal | None
    bonus: Decimal
    deduction: Decimal
    total: Decimal | None
    grade: Grade


def totals(lines: Iterable[Scored], adjustments: Iterable[tuple[str, Decimal]]) -> Totals:
    """`adjustments` are kinds with their points, all positive; what counts is said by the kind."""
    scores = [one.score for one in lines if one.score is not None]
    given = list(adjustments)
    bonus = min(MOST_BONUS, _bonus(given))
    deduction = sum((points for kind, points in given if kind not in BONUSES), NOUGHT)
    if not scores:
        return Totals(None, bonus, deduction, None, Grade.NONE)
    base = sum(scores, NOUGHT)
    total = max(NOUGHT, base + bonus - deduction)
    leaked = any(kind == AdjustKind.LEAK for kind, _ in given)
    return Totals(base, bonus, deduction, total, Grade.FAILED if leaked else grade_of(total))


def _bonus(given: list[tuple[str, Decimal]]) -> Decimal:
    hazards = sum((points for kind, points in given if kind == AdjustKind.HAZARD), NOUGHT)
    others = sum((points for kind, points in given if kind in BONUSES - {AdjustKind.HAZARD}), NOUGHT)
    return min(MOST_FOR_HAZARDS, hazards) + others


def grade_of(total: Decimal) -> Grade:
    return next((grade for least, grade in GRADES_FROM if total >= least), Grade.FAILED)
