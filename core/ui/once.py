"""A secret that is shown on the next page and nowhere else: sealed in the session, taken out when shown."""

from django.http import HttpRequest

from core.accounts.models import User
from core.crypto import seal, unseal

_KEY = "shown_once"


def _context(person: User) -> str:
    return f"session:shown-once:{person.pk}"


def remember_once(request: HttpRequest, person: User, secret: str) -> None:
    """Keep it for the redirect; sessions are rows, so it lies there sealed."""
    request.session[_KEY] = {"person": person.pk, "sealed": seal(secret, _context(person)).hex()}


def show_once(request: HttpRequest, person: User) -> str:
    """The secret for this person's page, the first time only."""
    kept = request.session.get(_KEY)
    if not kept or kept.get("person") != person.pk:
        return ""
    del request.session[_KEY]
    return unseal(bytes.fromhex(kept["sealed"]), _context(person))
