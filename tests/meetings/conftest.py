"""The small street with its 大工委, and a hall that brings a meeting or a topic into any state."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Log, Town, cast, log, town
from tests.meetings.hall import Hall, body_of_eight

__all__ = ["cast", "log", "town"]

As = Callable[[User], Client]


@pytest.fixture
def hall(cast: Cast, town: Town, log: Log) -> Hall:
    return Hall(cast, town, log, body_of_eight())


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
