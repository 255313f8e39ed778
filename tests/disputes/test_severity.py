"""The suggested grade and its reasons (domain.md C4)."""

from decimal import Decimal

import pytest

from disputes.choices import Alert, Severity, Tier
from disputes.severity import Facts, suggest


@pytest.mark.parametrize(
    ("facts", "severity", "word"),
    [
        (Facts(), Severity.MICRO, "没有人受伤"),
        (Facts(amount=Decimal(2000)), Severity.MICRO, "2,000"),
        (Facts(amount=Decimal("2000.01")), Severity.SMALL, "超过2,000元"),
        (Facts(households=3), Severity.SMALL, "3户"),
        (Facts(needs_committee=True), Severity.SMALL, "物业"),
        (Facts(violence=True), Severity.SMALL, "家庭暴力"),
        (Facts(people=9), Severity.MICRO, "户"),
        (Facts(people=10), Severity.MAJOR, "10人"),
        (Facts(amount=Decimal(50_000)), Severity.SMALL, "50,000"),
        (Facts(amount=Decimal("50000.01")), Severity.MAJOR, "超过50,000元"),
        (Facts(injury=True), Severity.MAJOR, "受伤"),
        (Facts(cross_community=True), Severity.MAJOR, "跨社区"),
        (Facts(department_duty=True), Severity.MAJOR, "法定职责"),
        (Facts(failed_rounds=2), Severity.MAJOR, "两次"),
        (Facts(danger="weapon"), Severity.MAJOR, "红色预警"),
    ],
)
def test_the_grade_follows_the_facts_and_says_why(facts: Facts, severity: Severity, word: str) -> None:
    advice = suggest(facts)
    assert advice.severity == severity
    assert word in advice.in_words


@pytest.mark.parametrize(
    ("facts", "alert"),
    [
        (Facts(), Alert.BLUE),
        (Facts(failed_rounds=1), Alert.YELLOW),
        (Facts(overdue=True), Alert.YELLOW),
        (Facts(people=10), Alert.RED),
        (Facts(danger="self_harm"), Alert.RED),
        (Facts(minor=True, violence=True), Alert.RED),
        (Facts(minor=True), Alert.BLUE),
    ],
)
def test_the_alert_speaks_of_the_matter(facts: Facts, alert: Alert) -> None:
    advice = suggest(facts)
    assert advice.alert == alert
    assert bool(advice.alert_reasons) == (alert != Alert.BLUE)


def test_each_grade_starts_at_its_tier() -> None:
    assert [suggest(f).tier for f in (Facts(), Facts(households=3), Facts(injury=True))] == list(Tier)
