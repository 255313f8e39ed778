"""What higher rooms say of a case on its own page: 「由联席会议推动」. They register here; disputes knows none of them.

A mention is found by one query for the page, and a door leads to where the case is laid before somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Mention:
    """One line: what pushes the case on, how that stands, and its page for whoever may open it."""

    label: str
    title: str
    words: str
    url: str = ""


class Mentioner(Protocol):
    """What a room answers about one row, e.g. ("dispute", 12)."""

    key: str

    def mentions(self, user: Any, kind: str, pk: int) -> Sequence[Mention]:
        """What of this room concerns the row, in one query."""

    def door(self, user: Any, kind: str, no: str) -> tuple[str, str] | None:
        """Label and address by which the person lays the row before this room; no query."""


_mentioners: dict[str, Mentioner] = {}


def register(mentioner: Mentioner) -> None:
    """Make a room known; a second one of the same key replaces the first (tests do that)."""
    _mentioners[mentioner.key] = mentioner


def unregister(key: str) -> None:
    _mentioners.pop(key, None)


def mentions_of(user: Any, kind: str, pk: int) -> list[Mention]:
    return [found for one in _mentioners.values() for found in one.mentions(user, kind, pk)]


def doors_from(user: Any, kind: str, no: str) -> list[tuple[str, str]]:
    found = (one.door(user, kind, no) for one in _mentioners.values())
    return [door for door in found if door is not None]
