"""Owners of subjects for these tests. Each remembers a moment as an audit line, in the sweeper's own transaction."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.accounts.models import User
from core.audit.actions import record
from core.clocks.models import Clock
from core.clocks.plan import Point
from core.clocks.words import ZONE

KIND = "note"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Notes:
    """Owner of the subject kind of these tests: remembers each moment as an audit line, in the same transaction."""

    kind = KIND

    def __init__(self) -> None:
        self.gone: set[int] = set()
        self.failing: set[int] = set()

    def label(self, subject_id: int) -> str:
        return f"便条{subject_id}"

    def url(self, subject_id: int) -> str:
        return f"/notes/{subject_id}/"

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        return set(subject_ids)

    def lock(self, subject_id: int) -> bool:
        return subject_id not in self.gone

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        late = None if late_by is None else int(late_by.total_seconds())
        record(
            "note.reminded",
            actor=None,
            subject_kind=KIND,
            subject_id=clock.subject_id,
            detail={"key": point.key, "kind": point.kind, "to": list(point.to), "late": late},
            now=now,
        )
        if clock.subject_id in self.failing:
            raise RuntimeError("the owner stumbled after writing")


class People(Notes):
    """Its subjects are rows that can be locked: accounts."""

    kind = "person"

    def lock(self, subject_id: int) -> bool:
        return User.objects.select_for_update(no_key=True).filter(pk=subject_id).first() is not None
