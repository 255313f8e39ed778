"""E6 gives two integers of a person's own contacts, and tells of nobody (trust.md P24, T11)."""

from datetime import date

import pytest

from core.clocks.models import Clock
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.formulas import FORMULAS
from dashboard.evaluation.shipped import INDICATORS
from dashboard.evaluation.subjects import Days, Subject
from specialgroups.flow import CONTACT, KIND
from specialgroups.selectors.totals import contacts_on_time
from tests.cast import Cast, Town, cast, town
from tests.support.conftest import desk
from tests.support.desk import Desk

__all__ = ["cast", "desk", "town"]
pytestmark = pytest.mark.django_db
DAYS = Days(date(2026, 1, 1), date(2026, 7, 1))


def active(desk: Desk, number: int) -> None:
    for _ in range(number):
        desk.active()


def test_contacts_of_ones_own_are_counted_and_a_few_are_not_told(desk: Desk, cast: Cast) -> None:
    start, end = DAYS.moments
    active(desk, 4)
    assert contacts_on_time(cast.support_worker.pk, start, end) == (0, 0)
    active(desk, 2)
    clocks = Clock.objects.filter(
        subject_kind=KIND, code=CONTACT, cancelled_at=None, due_at__gte=start, due_at__lt=end
    )
    assert clocks.count() >= 6
    first = clocks.order_by("pk").first()
    assert first is not None
    Clock.objects.filter(pk=first.pk).update(met=True, stopped_at=first.started_at, next_fire_at=None)
    assert contacts_on_time(cast.support_worker.pk, start, end) == (1, clocks.count())
    assert contacts_on_time(cast.worker.pk, start, end) == (0, 0)


def test_no_place_is_rated_by_it_and_no_row_stands_behind(desk: Desk, cast: Cast, town: Town) -> None:
    active(desk, 6)
    assert {one["kind"] for one in INDICATORS if one["formula"] == "contacts_made"} == {Kind.WORKER}
    formula = FORMULAS["contacts_made"]
    assert formula.kinds == {Kind.WORKER} and not formula.opens
    grid = Subject(Kind.GRID, "x", "x", grid=town.tiebei.grids[0], community=town.tiebei.area)
    assert formula.count(grid, DAYS).denominator == 0
    worker = Subject(Kind.WORKER, "x", "x", worker=cast.support_worker)
    assert formula.count(worker, DAYS).denominator >= 6
