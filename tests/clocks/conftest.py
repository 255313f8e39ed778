"""People, and a subject whose owner writes audit lines: rows that can be counted afterwards."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import subjects
from core.accounts import roles
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


@pytest.fixture
def notes() -> Iterator[Notes]:
    owner = Notes()
    subjects.register(owner)
    yield owner
    subjects.unregister(KIND)


@pytest.fixture
def sysadmin(db: None) -> Iterator[User]:
    """Holds the role sysadmin; everybody else holds none."""
    admin = User.objects.create_user("admin", display_name="孙管理")
    before = roles._answer
    roles.register_roles(lambda user: frozenset({"sysadmin"}) if user.pk == admin.pk else frozenset())
    yield admin
    roles._answer = before


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user("clerk", display_name="王社区")
