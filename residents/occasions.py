"""Where an opinion was said, beside a visit: a session of the parlour, a lesson. Higher rooms register how to find it.

occasions.register(finder)      finder(user, opinion) -> Occasion("露化会客厅 暖气怎么报修", url) | None"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from residents.models import Opinion


@dataclass(frozen=True)
class Occasion:
    """`url` is empty for who may not open it."""

    words: str
    url: str


Finder = Callable[[Any, Opinion], Occasion | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Make a finder known; the same one once."""
    if finder not in _finders:
        _finders.append(finder)


def occasion_of(user: Any, opinion: Opinion) -> Occasion | None:
    """One query for each kind of occasion."""
    found = (finder(user, opinion) for finder in _finders)
    return next((one for one in found if one is not None), None)
