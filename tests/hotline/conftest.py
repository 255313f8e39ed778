"""The small street with its departments, and a desk that brings a ticket into any state."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Log, Town, cast, log, town
from tests.hotline.desk import Desk

__all__ = ["cast", "log", "town"]

As = Callable[[User], Client]


@pytest.fixture
def desk(cast: Cast, town: Town, log: Log) -> Desk:
    return Desk(cast, town, log)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
