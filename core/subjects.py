"""What a clock, a file, a notice or an audit line is about, without the ground knowing the apps above.

A subject is a pair (kind, id), e.g. ("dispute", 12). The app that owns the kind registers one object here in its
AppConfig.ready; the ground asks it for a label, a link, who may see it, and hands it a clock that has come due.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol


class SubjectType(Protocol):
    """What the owner of a kind of subject answers for it."""

    kind: str

    def label(self, subject_id: int) -> str:
        """The words by which people name it, e.g. 「雄纠〔2026〕0001号 下水堵塞」."""

    def url(self, subject_id: int) -> str:
        """Its page."""

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Those of the ids that the user may see now; the owner's own visible_to rule decides."""

    def lock(self, subject_id: int) -> bool:
        """Take the row lock of the subject inside the caller's transaction; False when it is gone.

        The sweeper calls it before it locks the clock, so that its lock order is that of every action."""

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """A point of one of its clocks has come: remind, or let time change its state."""


_types: dict[str, SubjectType] = {}


def register(subject_type: SubjectType) -> None:
    """Make a kind of subject known; a second registration of the kind replaces the first (tests do that)."""
    _types[subject_type.kind] = subject_type


def unregister(kind: str) -> None:
    _types.pop(kind, None)


def get(kind: str) -> SubjectType:
    """The owner of the kind. Raises LookupError when nobody registered it."""
    try:
        return _types[kind]
    except KeyError:
        raise LookupError(f"no app registered the subject kind {kind!r}") from None


def content_ids(kind: str, user: Any, subject_ids: Iterable[int]) -> set[int]:
    """Those whose content the user may read, where the owner tells that apart from seeing that they exist.

    A supervisor sees a case's header and clocks, not its pictures."""
    owner = get(kind)
    readable = getattr(owner, "content_ids", owner.visible_ids)
    found: set[int] = readable(user, subject_ids)
    return found


def known(kind: str) -> bool:
    return kind in _types
