"""The small street with a counsellor more, and a yard for the rooms of services, centre, legal duty and risk reviews."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Town, cast, town
from tests.civics.services.examples import Yard

__all__ = ["cast", "town"]

As = Callable[[User], Client]


@pytest.fixture
def yard(cast: Cast, town: Town) -> Yard:
    return Yard(cast, town)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
