"""A browser without scripts for the cast, and the walk of the rules' own tests."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from core.accounts.models import User
from disputes.models import Dispute
from tests.cast import Cast, Log
from tests.disputes.walk import Walk

As = Callable[[User], Client]


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Pictures of the test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def at_walk(walk: Walk) -> Iterator[Callable[[], None]]:
    """Bring the clock on the wall to where the walk is."""
    travels: list[Any] = []

    def go() -> None:
        travel = time_machine.travel(walk.now, tick=False)
        travel.start()
        travels.append(travel)

    yield go
    for travel in reversed(travels):
        travel.stop()


def act_url(case: Dispute, act: str) -> str:
    return f"/cases/{case.no}/do/{act}/"


def send(client: Client, case: Dispute, act: str, said: dict[str, Any], **more: Any) -> HttpResponse:
    """The form as a browser sends it: with the version it was opened at and its own key."""
    typed = {"version": str(case.version), "idempotency_key": str(uuid.uuid4()), **said, **more}
    return client.post(act_url(case, act), typed)


def body(answer: HttpResponse) -> str:
    return answer.content.decode()
