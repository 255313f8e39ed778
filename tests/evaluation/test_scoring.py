"""The sums of an evaluation, whatever the figures (domain.md I2, I4, I7)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dashboard.evaluation.choices import TAKEN, AdjustKind, Grade
from dashboard.evaluation.scoring import Measured, grade_of, score_lines, spread, totals
from dashboard.evaluation.shipped import INDICATORS

weights = st.decimals("0.01", "100", places=2)


@st.composite
def measured(draw: st.DrawFn) -> Measured:
    below = draw(st.integers(0, 500))
    above = draw(st.integers(0, below))
    target = draw(st.decimals("1", "100", places=2))
    return Measured("E", draw(weights), target, draw(st.integers(1, 30)), Decimal(above), Decimal(below))


adjusted = st.lists(
    st.tuples(st.sampled_from(AdjustKind), st.decimals("0.5", "5", places=2)).map(
        lambda pair: (pair[0].value, TAKEN.get(pair[0], pair[1]))
    ),
    max_size=6,
)


@given(st.lists(weights, min_size=1, max_size=12))
def test_weights_sum_a_hundred_after_spreading(given_weights: list[Decimal]) -> None:
    assert sum(spread(given_weights)) == 100
    assert all(one >= 0 for one in spread(given_weights))


@given(st.lists(measured(), max_size=10), adjusted)
def test_a_score_lies_between_nought_and_a_hundred_and_five(
    lines: list[Measured], adjustments: list[tuple[str, Decimal]]
) -> None:
    scored = score_lines(lines)
    applied = [one for one in scored if one.score is not None]
    if applied:
        assert sum(one.spread or 0 for one in applied) == 100
    found = totals(scored, adjustments)
    assert (found.total is None) == (not applied)
    if found.total is not None:
        assert 0 <= found.total <= 105
        assert found.base is not None and 0 <= found.base <= 100
        assert found.total == found.total.quantize(Decimal("0.01"))
    assert found.bonus <= 5


@given(measured())
def test_what_reaches_its_target_gets_its_whole_weight(one: Measured) -> None:
    (found,) = score_lines([one])
    if not one.applies:
        assert found.rate is None and found.score is None
    elif one.numerator * 100 >= one.target * one.denominator:
        assert found.score == found.spread == 100
    else:
        assert found.score is not None and found.score <= 100


def test_a_rate_with_too_few_does_not_apply_and_its_weight_goes_to_the_rest() -> None:
    few = Measured("E1", Decimal(25), Decimal(95), 10, Decimal(2), Decimal(9))
    rest = [
        Measured("E2", Decimal(25), Decimal(95), 1, Decimal(19), Decimal(20)),
        Measured("E3", Decimal(50), Decimal(80), 1, Decimal(4), Decimal(10)),
    ]
    found = score_lines([few, *rest])
    assert [one.spread for one in found] == [None, Decimal("33.33"), Decimal("66.67")]
    assert [one.score for one in found] == [None, Decimal("33.33"), Decimal("33.34")]
    assert found[1].rate == Decimal("95.00")


def test_the_hazard_bonus_is_capped_within_the_cap_of_all() -> None:
    full = score_lines([Measured("E1", Decimal(100), Decimal(100), 1, Decimal(9), Decimal(10))])
    hazards = [(AdjustKind.HAZARD.value, Decimal(2)), (AdjustKind.HAZARD.value, Decimal(3))]
    assert totals(full, hazards).bonus == 3
    assert totals(full, [*hazards, (AdjustKind.PRAISE.value, Decimal(5))]).total == 95
    taken = [(AdjustKind.LATE_RED.value, Decimal(5)), (AdjustKind.FALSE_RECORD.value, Decimal(10))]
    assert totals(full, taken).total == 75


def test_a_leak_takes_no_points_but_caps_the_grade() -> None:
    full = score_lines([Measured("E1", Decimal(100), Decimal(100), 1, Decimal(10), Decimal(10))])
    found = totals(full, [(AdjustKind.LEAK.value, Decimal(0))])
    assert found.total == 100 and found.grade == Grade.FAILED


def test_grades_begin_at_their_least_points() -> None:
    words = [grade_of(Decimal(one)).label for one in ("90", "89.99", "80", "79.99", "60", "59.99", "0")]
    assert words == ["优秀", "良好", "良好", "合格", "合格", "不合格", "不合格"]


def test_shipped_weights_of_each_kind_sum_a_hundred() -> None:
    for kind in {one["kind"] for one in INDICATORS}:
        assert sum(one["weight"] for one in INDICATORS if one["kind"] == kind) == 100
