"""The street and its people, and a walk that brings an opinion into any state."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Log, Town, cast, log, town
from tests.opinions.walk import Walk

__all__ = ["cast", "log", "town"]

As = Callable[[User], Client]


@pytest.fixture
def walk(cast: Cast, town: Town, log: Log) -> Walk:
    return Walk(cast, town)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
