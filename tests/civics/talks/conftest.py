"""The small street, and yards that bring a topic, a notice, a campaign or a candidate into any state."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from tests.cast import Cast, Town, cast, town
from tests.civics.talks.examples import AwardsYard, TalksYard

__all__ = ["cast", "town"]

As = Callable[[User], Client]


@pytest.fixture
def talks(cast: Cast, town: Town) -> TalksYard:
    return TalksYard(cast, town)


@pytest.fixture
def awards(cast: Cast, town: Town) -> AwardsYard:
    return AwardsYard(cast, town)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
