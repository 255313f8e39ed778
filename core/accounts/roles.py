"""Which roles a person holds now. The grids app keeps postings and registers the answer; accounts only asks."""

from collections.abc import Callable

from core.accounts.models import User

_answer: Callable[[User], frozenset[str]] | None = None


def register_roles(answer: Callable[[User], frozenset[str]]) -> None:
    """Called once by the app that keeps postings."""
    global _answer
    _answer = answer


def roles_of(user: User) -> frozenset[str]:
    """Codes of architecture D11 that the user holds today; nobody holds any before an app answers."""
    if _answer is None or not user.is_authenticated:
        return frozenset()
    return _answer(user)


def has_role(user: User, *codes: str) -> bool:
    return not roles_of(user).isdisjoint(codes)
