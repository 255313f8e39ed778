"""The street's cast and the walk of hazards; photos of a test lie in its own folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Town, cast, log, town
from tests.hazards.walk import Walk

__all__ = ["cast", "log", "town"]
As = Callable[[User], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def walk(town: Town, cast: Cast) -> Walk:
    return Walk(town, cast)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def at_walk(walk: Walk) -> Iterator[Callable[[], None]]:
    """Bring the clock on the wall to where the walk is."""
    travels: list[Any] = []

    def go() -> None:
        travel = time_machine.travel(walk.now, tick=False)
        travel.start()
        travels.append(travel)

    yield go
    for travel in reversed(travels):
        travel.stop()
