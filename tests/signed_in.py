"""Signed in at once: Django's own `force_login` takes seventeen statements, and nearly every test begins so.

The sign-in page and its limits have their own tests, which go through the page (tests/accounts)."""

from django.conf import settings
from django.test import Client

from core.accounts.models import User
from faultlab.sessions import open_session


def force_login(client: Client, user: User, backend: str | None = None) -> None:
    """The client goes on as this person, in a session of their own."""
    client.cookies[settings.SESSION_COOKIE_NAME] = open_session(user, backend)
    client.cookies[settings.SESSION_COOKIE_NAME].update({"path": "/", "max-age": ""})
