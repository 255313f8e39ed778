"""A route of four points in the worker's grid; photos of a test lie in its own folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.accounts.models import User
from grids.actions.routes import add_point
from grids.models import Checklist, Grid, PatrolPoint
from tests.cast import Cast, Town, cast, log, town
from tests.hazards.walk import T0

__all__ = ["cast", "log", "town"]
As = Callable[[User], Client]


@dataclass(frozen=True)
class Route:
    grid: Grid
    hall: PatrolPoint
    yard: PatrolPoint
    power: PatrolPoint
    gas: PatrolPoint

    @property
    def points(self) -> list[PatrolPoint]:
        return [self.hall, self.yard, self.power, self.gas]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def route(town: Town, cast: Cast) -> Route:
    """Two ordinary points, and two key ones: the power box twice a week, the gas box once, by its checklist."""
    grid, (first, second) = town.tiebei.grids[0], town.tiebei.buildings[0]
    told: dict[str, Any] = {"actor": cast.leader, "now": T0}
    gas = Checklist.objects.get(code="gas")
    return Route(
        grid,
        add_point(grid, place=first, name="1号楼门厅", **told),
        add_point(grid, place=second, name="2号楼前空地", **told),
        add_point(grid, place=first, name="1号楼配电箱", weekly=2, **told),
        add_point(grid, place=second, name="燃气调压箱", weekly=1, checklist=gas, **told),
    )


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """Bring the clock on the wall to a moment."""
    travels: list[Any] = []

    def go(moment: datetime) -> None:
        travel = time_machine.travel(moment, tick=False)
        travel.start()
        travels.append(travel)

    yield go
    for travel in reversed(travels):
        travel.stop()
