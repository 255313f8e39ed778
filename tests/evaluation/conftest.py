"""The street in the first quarter of 2026, looked at on the first working day after it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from core.accounts.models import User
from dashboard.evaluation.actions import periods
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult
from dashboard.evaluation.subjects import Days, Subject, subjects_of
from grids.models import PatrolDay
from tests.cast import Cast, Town, cast, log, town

__all__ = ["cast", "log", "town"]

QUARTER = Days(date(2026, 1, 1), date(2026, 4, 1))
MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
# A Thursday at ten, Shanghai.
NOW = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
As = Callable[[User], Client]


def at(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


def subject(kind: Kind, name: str, days: Days = QUARTER) -> Subject:
    return next(one for one in subjects_of(kind, days) if one.name == name)


@pytest.fixture
def as_user() -> As:
    def opened(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return opened


@pytest.fixture
def in_april(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Scored:
    """Periods as the supervisor has counted them."""

    cast: Cast
    town: Town
    grids: EvaluationPeriod
    workers: EvaluationPeriod

    def of_grid(self, at: int = 0) -> EvaluationResult:
        return self.grids.results.get(grid=self.town.tiebei.grids[at])

    def of_worker(self) -> EvaluationResult:
        return self.workers.results.get(worker=self.cast.worker)

    def announced(self) -> "Scored":
        for one in (self.grids, self.workers):
            periods.announce(one, actor=self.cast.supervisor)
        return self


@pytest.fixture
def scored(town: Town, cast: Cast, in_april: None) -> Scored:
    """Ten days of patrols of the first grid in March, nine of them whole, so that each has one rate."""
    for day in range(2, 12):
        done = 3 if day == 5 else 4
        PatrolDay.objects.create(
            grid=town.tiebei.grids[0], day=date(2026, 3, day), points_due=4, points_done=done
        )
    found = []
    for kind, since in ((Kind.GRID, QUARTER.since), (Kind.WORKER, MARCH.since)):
        row = periods.open_period(kind, since, actor=cast.supervisor)
        found.append(periods.draft(row, actor=cast.supervisor))
    return Scored(cast, town, *found)
