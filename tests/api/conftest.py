"""The small street, and programs that ask as somebody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from core.accounts.models import User
from core.api.tokens import create_token
from tests.cast import Cast, Log, Town, cast, log, town
from tests.hotline.desk import Desk
from tests.whistles.conftest import street, summon
from xiongguan.api import families

__all__ = ["cast", "log", "street", "summon", "town"]


class Program:
    """A client with the key of somebody: JSON both ways."""

    def __init__(self, text: str) -> None:
        self.client, self.text = Client(raise_request_exception=True), text

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", params, headers=self._headers())

    def post(self, path: str, told: Any, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1/{path}", told, content_type="application/json", headers=self._headers() | headers
        )

    def act(self, path: str, act: str, version: int, **told: Any) -> Any:
        return self.post(f"{path}/acts/{act}/", told, **{"If-Match": f'"{version}"'})

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}


def key_of(user: User, *scopes: str) -> str:
    wanted = scopes or [f"{name}:{way}" for name in families() for way in ("read", "write")]
    until = timezone.localdate() + timedelta(days=30)
    return create_token(user, actor=user, name="测试", scopes=wanted, expires_on=until)[1]


As = Callable[..., Program]


@pytest.fixture
def program(db: None) -> As:
    """A program with a key of this user, by default for everything."""
    cache.clear()
    return lambda user, *scopes: Program(key_of(user, *scopes))


@pytest.fixture
def desk(cast: Cast, town: Town, log: Log) -> Desk:
    return Desk(cast, town, log)
