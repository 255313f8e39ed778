"""The street and its people, and a walk that brings a petition matter into any state."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from core.clocks.actions import ship_rules
from tests.cast import Cast, Log, Town, cast, log, town
from tests.petitions.walk import Walk

__all__ = ["cast", "log", "town"]

As = Callable[[User], Client]


@pytest.fixture
def walk(cast: Cast, town: Town, log: Log) -> Walk:
    ship_rules()  # a test that commits sweeps what the migration laid
    return Walk(cast, town, log)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
