"""People, and a subject whose owner writes audit lines: rows that can be counted afterwards."""

from collections.abc import Iterator

import pytest

from core import subjects
from core.accounts import roles
from core.accounts.models import User
from tests.clocks.owners import Notes


@pytest.fixture
def notes() -> Iterator[Notes]:
    owner = Notes()
    subjects.register(owner)
    yield owner
    subjects.unregister(owner.kind)


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
