"""The demo town, built once for all tests that look at it, at one moment of a working day that does not pass."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from dashboard.demo.town import Town, seed_town

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="package")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    frozen = time_machine.travel(NOW, tick=False)
    with django_db_blocker.unblock(), frozen, pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield seed_town("small", seed=2026)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def standing(town: Town, db: None) -> Town:
    """Every test looks at the built town."""
    return town
