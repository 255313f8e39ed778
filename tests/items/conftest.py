"""The small street with its units, two meetings of its 大工委, and a board that brings a task into any state."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Log, Town, cast, log, town
from tests.items.board import Board, build_board

__all__ = ["cast", "log", "town"]

As = Callable[[User], Client]


@pytest.fixture
def board(cast: Cast, town: Town, log: Log) -> Board:
    return build_board(cast, town)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
