"""What signing in leaves behind, in one statement: Django's own `force_login` takes seventeen, and nearly every test begins so.

The sign-in page and its limits have their own tests, which go through the page (tests/accounts)."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils.crypto import get_random_string

from core.accounts.models import User


def force_login(client: Client, user: User, backend: str | None = None) -> None:
    """The client goes on as this person, in a session of their own."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    said: dict[str, Any] = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: backend
        or settings.AUTHENTICATION_BACKENDS[-1],  # the first only counts wrong tries
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
    store.model.objects.create(
        session_key=key, session_data=store.encode(said), expire_date=store.get_expiry_date()
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    client.cookies[settings.SESSION_COOKIE_NAME].update({"path": "/", "max-age": ""})
