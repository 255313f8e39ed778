"""People with channels, a kind of subject that some may see, and a folder for the file channel."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from core import subjects
from core.accounts import roles
from core.accounts.models import User
from tests.notices.gateway import Gateway
from tests.notices.mail_server import MailServer

# Monday, 10:00 in 嘉峪关.
NOON = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Parcel:
    """Subjects of the tests: 李网格 sees the ids below 100, nobody the others."""

    kind = "parcel"

    def label(self, subject_id: int) -> str:
        return f"包裹{subject_id}号"

    def url(self, subject_id: int) -> str:
        return f"/parcels/{subject_id}/"

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        return {pk for pk in subject_ids if pk < 100}

    def lock(self, subject_id: int) -> bool:
        return True

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def parcel() -> Iterator[None]:
    subjects.register(Parcel())
    yield
    subjects.unregister("parcel")


@pytest.fixture(autouse=True)
def dropped(settings: Settings, tmp_path: Path) -> Path:
    settings.NOTICE_FILE_DIR = tmp_path / "outbox"
    return Path(settings.NOTICE_FILE_DIR)


@pytest.fixture
def worker(db: None) -> User:
    return User.objects.create_user("worker", display_name="李网格")


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user("clerk", display_name="王社区")


@pytest.fixture
def held() -> Iterator[dict[str, set[str]]]:
    """Roles by user name, answered instead of the postings."""
    by_name: dict[str, set[str]] = {}
    before = roles._answer
    roles.register_roles(lambda user: frozenset(by_name.get(user.username, ())))
    yield by_name
    roles._answer = before


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A mail server on the loopback that does what the test tells it."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    """A message gateway on the loopback that counts by key."""
    with Gateway() as server:
        settings.NOTICE_WEBHOOK_URL = f"http://127.0.0.1:{server.port}/send"
        settings.NOTICE_WEBHOOK_KEY = "shared-key"
        yield server
