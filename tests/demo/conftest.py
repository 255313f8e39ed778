"""The demo town, built once for all its tests inside a transaction that is rolled back at their end."""

import time
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from dashboard.demo import town as town_module
from dashboard.demo.town import Town, seed_town


@pytest.fixture(scope="package")
def telling() -> list[float]:
    """The processor seconds of the visits' part, once the town stands."""
    return []


@pytest.fixture(scope="package")
def town(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    telling: list[float],
) -> Iterator[Town]:
    tell = town_module.tell_visits

    def timed(*args: object) -> int:
        started = time.process_time()
        played = tell(*args)  # type: ignore[arg-type]
        telling.append(time.process_time() - started)
        return played

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(town_module, "tell_visits", timed)
        yield seed_town("small", seed=2026)
        transaction.set_rollback(True)
