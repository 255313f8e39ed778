"""Marks on views. A view without a mark needs a signed-in person with everything in order (SignInRequired)."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest

from core.accounts.models import User

View = TypeVar("View", bound=Callable[..., Any])

# What may still be due after the password was right; also the URL names of the pages that settle it.
VERIFY = "accounts:verify"
ENROL = "accounts:enrol"
PASSWORD = "accounts:password"  # noqa: S105 - the name of a page
ALL_WALLS = (VERIFY, ENROL, PASSWORD)

_PUBLIC = "open_to_all"
_OPEN_BEFORE = "open_before"
_WALL = "open_to_wall"


def public(view: View) -> View:
    """Open without sign-in: the sign-in page itself, the health check, a citizen's receipt."""
    setattr(view, _PUBLIC, True)
    return view


def open_before(*walls: str) -> Callable[[View], View]:
    """Open to a signed-in person while one of these is still due: the page that settles it, and the way out."""

    def mark(view: View) -> View:
        setattr(view, _OPEN_BEFORE, frozenset(walls))
        return view

    return mark


def open_to_wall(view: View) -> View:
    """Open to an account that belongs to a wall; it opens nothing else (User.only_wall)."""
    setattr(view, _WALL, True)
    return view


def opens_to_wall(view: Callable[..., Any]) -> bool:
    """Also what settles the account itself: its password, and the way out."""
    return bool(getattr(view, _WALL, False)) or bool(opens_before(view))


def is_public(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, _PUBLIC, False))


def opens_before(view: Callable[..., Any]) -> frozenset[str]:
    walls: frozenset[str] = getattr(view, _OPEN_BEFORE, frozenset())
    return walls


def signed_in(request: HttpRequest) -> User:
    """The person at the screen; SignInRequired lets nobody else reach a view that is not public."""
    return cast(User, request.user)
