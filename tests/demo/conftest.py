"""The demo town, built once for all tests that look at it, at one moment of a working day that does not pass."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from core.clocks.actions import ship_rules
from dashboard.demo.town import Town, seed_town
from dashboard.evaluation.shipped import ship_indicators
from grids.actions.checklists import ship_checklists
from tests.demo.walking import Walks

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="package")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Committed, so that a browser sees it too. The one test that commits comes last and sweeps it away."""
    frozen = time_machine.travel(NOW, tick=False)
    with django_db_blocker.unblock(), frozen, pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield seed_town("small", seed=2026)
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        ship_rules()
        ship_checklists()
        ship_indicators()
        connection.close()


@pytest.fixture(autouse=True)
def standing(town: Town, db: None) -> Town:
    """Every test looks at the built town."""
    return town


@pytest.fixture(scope="package")
def walks() -> Walks:
    """What everybody reaches by links: walked once, by whoever asks first."""
    return Walks()
