"""The small street with everybody who works there, and a client of anybody."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Town, cast, log, town
from tests.civics.volunteers.square import Square
from tests.civics.wishes.desk import Desk

__all__ = ["cast", "log", "town"]

As = Callable[[User | None], Client]


@pytest.fixture
def desk(cast: Cast, town: Town) -> Desk:
    return Desk(cast, town)


@pytest.fixture
def square(cast: Cast, town: Town) -> Square:
    return Square(cast, town)


@pytest.fixture
def as_(db: None) -> As:
    """A client signed in as somebody, or as nobody."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in
