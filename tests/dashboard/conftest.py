"""The street, its people and a few cases in different straits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from core.accounts.models import User
from disputes.models import Dispute
from tests.cast import Cast, Log, Town, cast, log, town

__all__ = ["cast", "log", "town"]

# A Monday morning in Shanghai, no holiday near.
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
Open = Callable[[User], Client]


@pytest.fixture
def sign_in() -> Open:
    def opened(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return opened


@pytest.fixture
def at_ten(db: None) -> Iterator[None]:
    """The frozen moment of the page; cases are logged before it."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cases(town: Town, cast: Cast, log: Log, at_ten: object) -> dict[str, Dispute]:
    """Two in the worker's grid (one long overdue), one of the community's, one in the other community."""
    return {
        "late": log(title="下水堵塞", now=NOW - timedelta(days=12)),
        "fresh": log(title="楼道堆物", cause="25", now=NOW - timedelta(hours=1)),
        "small": log(
            title="邻里噪声",
            cause="21",
            actor=cast.clerk,
            place=town.tiebei.buildings[1][0],
            severity="small",
            severity_reason="楼上楼下多户",
            now=NOW - timedelta(hours=3),
        ),
        "outside": log(
            title="东苑停车",
            cause="22",
            actor=cast.outsider,
            place=town.dongyuan.buildings[0][0],
            now=NOW - timedelta(hours=2),
        ),
    }
