"""People, and a subject whose owner writes audit lines: rows that can be counted afterwards."""

from collections.abc import Iterator
from datetime import date

import pytest

from core import subjects
from core.accounts.models import User
from grids.choices import Role
from grids.models import Posting
from tests.clocks.owners import Notes


@pytest.fixture
def notes() -> Iterator[Notes]:
    owner = Notes()
    subjects.register(owner)
    yield owner
    subjects.unregister(owner.kind)


@pytest.fixture
def sysadmin(db: None) -> User:
    admin = User.objects.create_user("admin", display_name="孙管理")
    Posting.objects.create(user=admin, role=Role.SYSADMIN, street=True, valid_from=date(2025, 1, 1))
    return admin


@pytest.fixture
def clerk(db: None) -> User:
    """Somebody without any post."""
    return User.objects.create_user("clerk", display_name="王社区")
