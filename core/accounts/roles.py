"""Which roles a person holds now. The grids app keeps postings and registers the answer; accounts only asks."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings

from core.accounts.models import User

_answer: Callable[[User], frozenset[str]] | None = None
_labels: dict[str, str] = {}
# Roles that can show a person's data or rights to others. The app that knows the roles fills it.
SECOND_FACTOR_ROLES: set[str] = set()


def register_roles(answer: Callable[[User], frozenset[str]]) -> None:
    """Called once by the app that keeps postings."""
    global _answer
    _answer = answer


def register_second_factor_roles(codes: Iterable[str]) -> None:
    """Roles whose holders sign in with a code from their phone, when settings.SECOND_FACTOR_REQUIRED says so."""
    SECOND_FACTOR_ROLES.update(codes)


def register_role_labels(labels: Mapping[str, str]) -> None:
    """The words by which people name the roles."""
    _labels.update(labels)


def roles_of(user: User) -> frozenset[str]:
    """Codes of architecture D11 that the user holds today; nobody holds any before an app answers."""
    if _answer is None or not user.is_authenticated:
        return frozenset()
    return _answer(user)


def has_role(user: User, *codes: str) -> bool:
    return not roles_of(user).isdisjoint(codes)


def role_words(user: User) -> list[str]:
    """The roles in words, in the order in which their labels were registered."""
    held = roles_of(user)
    return [label for code, label in _labels.items() if code in held]


def must_have_second_factor(user: User) -> bool:
    """Whether a role of theirs asks for the second factor now."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and not roles_of(user).isdisjoint(SECOND_FACTOR_ROLES)
