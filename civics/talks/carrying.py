"""Who makes a task of what residents decided. Party building registers here; civics knows nobody above it.

Whoever makes a task of a topic tells it by civics.talks.tasks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.accounts.models import User


@dataclass(frozen=True)
class Carrier:
    """What is asked of the house's tasks about a topic, by its number."""

    # Where the form of a task of it stands, for who keeps a list of tasks; empty for others.
    start_url: Callable[[User, int], str]
    # Its tasks that the person sees, as templates/works/detail.html lists them.
    tasks: Callable[[User, int], Sequence[Any]]
    # How many of them are not finished, whoever sees them.
    unfinished: Callable[[int], int]


_known: list[Carrier] = []


def register(carrier: Carrier) -> None:
    """The one carrier of the house; a later one takes its place."""
    _known[:] = [carrier]


def carrier() -> Carrier | None:
    return _known[0] if _known else None
