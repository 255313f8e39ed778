"""The small street with support staff of two programmes, and a helper that brings a record into any state."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts.models import User
from tests.cast import Cast, Town, cast, town
from tests.support.desk import Desk, build_helpers

__all__ = ["cast", "town"]

As = Callable[[User], Client]


@pytest.fixture(autouse=True)
def erasures_apart(settings: Settings, tmp_path: Path) -> None:
    settings.SUPPORT_ERASURES_FILE = tmp_path / "erasures.log"


@pytest.fixture
def desk(cast: Cast, town: Town) -> Iterator[Desk]:
    yield Desk(cast, town, build_helpers(cast))


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
