"""Asking as somebody, and what the answer means. Whatever a request writes is undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from core.accounts.models import User
from core.api.tokens import create_token
from tests.permissions.cells import Ask
from xiongguan.api import families

# What an answer means. NEUTRAL: the address does not take this method, whoever asks.
MAY, ROLE, GONE, UNKNOWN, NEUTRAL, FAULT = "y", "x", "-", "!", "·", "E"
# The one page of a wall's account.
TO_WALL = "w"
_MARKS = {401: UNKNOWN, 403: ROLE, 404: GONE, 405: NEUTRAL}
SIGN_IN = "/login/"


def mark_of(answer: HttpResponse) -> str:
    """One letter for what was said."""
    if answer.status_code >= 500:
        return FAULT
    if answer.status_code == 302 and answer["Location"].startswith(f"{SIGN_IN}?"):
        return UNKNOWN
    if answer.status_code == 302 and answer["Location"] == settings.WALL_PAGE:
        return TO_WALL
    return _MARKS.get(answer.status_code, MAY)


def every_scope(*ways: str, but: str = "") -> list[str]:
    """The scopes of all families in these ways, both when none is said; without those of the family `but`."""
    return [f"{name}:{way}" for name in families() for way in ways or ("read", "write") if name != but]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back, also the mark that a fault left on the connection."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)


class Asker:
    """One person's client, signed in on the pages and with a key of all scopes for the API; nobody without `user`."""

    def __init__(self, user: User | None = None) -> None:
        self.client, self.key = Client(raise_request_exception=False), ""
        if user is not None:
            self.client.force_login(user)
            self.key = self._key_of(user)
        self._cookies = self.client.cookies.copy()

    def _key_of(self, user: User) -> str:
        until = timezone.localdate() + timedelta(days=30)
        return create_token(user, actor=user, name="测试", scopes=every_scope(), expires_on=until)[1]

    def answer(self, path: str, method: str, *, api: bool) -> HttpResponse:
        """One request. The body is empty; the API is told a version, so that only the person is in question."""
        headers = {"Authorization": f"Bearer {self.key}"} if api and self.key else {}
        if method == "POST" and api:
            headers["If-Match"] = '"0"'
        more: dict[str, Any] = (
            {"content_type": "application/json", "data": "{}"} if api and method == "POST" else {}
        )
        self.client.cookies = self._cookies.copy()
        with undone():
            answer: Any = getattr(self.client, method.lower())(path, headers=headers, **more)
            if answer.streaming:
                b"".join(answer.streaming_content)  # a file is read while the request lasts
        told: HttpResponse = answer
        return told

    def ask(self, asked: Ask, method: str) -> HttpResponse:
        return self.answer(asked.path, method, api=asked.is_api)
