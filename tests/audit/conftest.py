"""A ledger with a little history, and its heads file in a folder of the test."""

from pathlib import Path

import pytest
from pytest_django import Settings

from core.accounts.models import User


@pytest.fixture(autouse=True)
def heads_path(settings: Settings, tmp_path: Path) -> Path:
    settings.AUDIT_HEADS_FILE = tmp_path / "heads" / "audit-heads.log"
    return Path(settings.AUDIT_HEADS_FILE)


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user("clerk", display_name="王社区")


@pytest.fixture
def worker(db: None) -> User:
    return User.objects.create_user("worker", display_name="李网格")
