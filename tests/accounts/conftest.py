"""People of these tests, and an ear at the events."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django_otp.oath import TOTP

from core.accounts import events, roles
from core.accounts.events import AccountEvent
from core.accounts.models import CodeDevice, User

PASSWORD = "Quiet-harbour-42"
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTE = timedelta(minutes=1)

MakeUser = Callable[..., User]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    def make(username: str = "wang.xiulan", password: str | None = PASSWORD, **fields: object) -> User:
        fields.setdefault("display_name", "王秀兰")
        return User.objects.create_user(username, password, **fields)

    return make


@pytest.fixture
def wang(make_user: MakeUser) -> User:
    return make_user(title="铁北3-07格网格员")


@pytest.fixture
def told(db: None) -> Iterator[list[AccountEvent]]:
    """Every account event of the test, in order."""
    heard: list[AccountEvent] = []
    events.on_event(heard.append)
    yield heard
    events._recorders.remove(heard.append)


@pytest.fixture
def give_roles() -> Iterator[Callable[[User, str], None]]:
    """Answer for the apps above which roles a person holds."""
    held: dict[int, frozenset[str]] = {}
    before = roles._answer
    roles.register_roles(lambda user: held.get(user.pk, frozenset()))
    yield lambda user, *codes: held.__setitem__(user.pk, frozenset(codes))
    roles._answer = before


def sign_in(
    client: Client,
    username: str = "wang.xiulan",
    password: str = PASSWORD,
    *,
    address: str = "10.1.1.1",
    **more: str,
) -> Any:
    return client.post("/login/", {"username": username, "password": password, **more}, REMOTE_ADDR=address)


def is_inside(client: Client) -> bool:
    """Whether a page that needs sign-in opens."""
    return client.get("/me/").status_code == 200


def code_now(device: CodeDevice, *, steps: int = 0) -> str:
    """What the phone shows now, or some half minutes from now."""
    totp = TOTP(device.key)
    totp.time = time.time() + steps * 30
    return f"{totp.token():06d}"


def bind(user: User) -> CodeDevice:
    device = CodeDevice(user=user, name="手机", confirmed=True)
    device.make_secret()
    device.save()
    return device
