"""A folder of files of the test's own, and a kind of subject with one rule of visibility."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from core import subjects
from core.accounts.models import User


class Parcel:
    """Subjects of the tests: everybody sees the ids below 100, nobody the others."""

    kind = "parcel"

    def label(self, subject_id: int) -> str:
        return f"包裹{subject_id}号"

    def url(self, subject_id: int) -> str:
        return f"/parcels/{subject_id}/"

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        return {pk for pk in subject_ids if pk < 100 and user.is_authenticated}

    def lock(self, subject_id: int) -> bool:
        return True

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def parcel() -> Iterator[None]:
    subjects.register(Parcel())
    yield
    subjects.unregister("parcel")


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("u1", display_name="李网格")
