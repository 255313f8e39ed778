"""Before anything else: servers. `pytest` typed bare must find the same PostgreSQL and Redis as `make test`."""

import os
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.local import services

REDIS_ROOMS = 60  # room 0 is for `make run`; var/redis has 64


def own_redis_room(url: str) -> str:
    """A numbered room of Redis for this test run and worker, so that no two read each other's queue."""
    who = os.environ.get("XG_TEST_DB", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
    return urlsplit(url)._replace(path=f"/{1 + zlib.crc32(who.encode()) % REDIS_ROOMS}").geturl()


def choose_servers() -> None:
    """Here, at import, because Django reads its settings once and they come from the environment."""
    given = os.environ.get("REDIS_URL")
    os.environ.update(services.ensure())
    if not given or "PYTEST_XDIST_WORKER" in os.environ or os.environ.get("XG_OWN_REDIS") == "1":
        os.environ["REDIS_URL"] = own_redis_room(os.environ["REDIS_URL"])
    # Erasures of tests do not get into the journal of the town beside us.
    os.environ["ERASURES_FILE"] = str(Path(tempfile.mkdtemp(prefix="xg-test-")) / "erasures.log")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")


# As in the Makefile: our programs, which tests start by the dozen, are not compiled again each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
choose_servers()

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402
from pytest_django.plugin import blocking_manager_key  # noqa: E402
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # noqa: E402

# A worker of xdist has inherited the settings of its controller; its own processes must find it in the same room of Redis.
settings.REDIS_URL = settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
# A folder's own conftest, named on the command line, imports models before pytest-django has its turn.
django.setup()

from core.clocks.actions import ship_rules  # noqa: E402
from dashboard.evaluation.shipped import ship_indicators  # noqa: E402
from grids.actions.checklists import ship_checklists  # noqa: E402
from specialgroups.wall_sql import STEP_DOWN  # noqa: E402
from tests.browsing import browser, page  # noqa: E402
from tests.signed_in import force_login  # noqa: E402

__all__ = ["browser", "page"]
Client.force_login = force_login  # type: ignore[method-assign,assignment]

# A machine that also does other things draws its examples slowly; that says nothing about the strategy.
hypothesis_settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("shared")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Tests may lose their last second in a power cut; waiting for the disk at each commit buys nothing."""
    database: dict[str, Any] = settings.DATABASES["default"]
    options = database.setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After a test that commits the rows go, not the tables' files: TRUNCATE of them all takes two seconds."""
    # The class, because a browser's event loop has a connection of its own.
    type(connection.ops).sql_flush = _swept  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        ship_rules()  # a database kept from an earlier run may have been swept
        ship_checklists()
        ship_indicators()


def _swept(ops: Any, style: Any, tables: Iterable[str], **_: Any) -> list[str]:
    """Empties what holds rows. Triggers rest meanwhile: foreign keys, and the ledger's refusal to forget."""
    with ops.connection.cursor() as cursor:
        # Past the wall of the support tables, or their rows would stay.
        cursor.execute("SET ROLE NONE")
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables
        )
        cursor.execute(asked)
        full = [name for (name,) in cursor.fetchall()]
        cursor.execute(STEP_DOWN)
    return [
        "SET LOCAL ROLE NONE",
        "SET LOCAL session_replication_role = replica",
        *(f'DELETE FROM "{name}"' for name in full),
    ]


def _commits(item: pytest.Item) -> bool:
    """Whether the test really commits, so that its end sweeps every table."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or (marker is not None and bool(marker.kwargs.get("transaction")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Limits and checklists come with migrations; a test that commits sweeps them away, so they are laid again after it."""
    try:
        yield
    finally:  # also when a fixture's own end found something wrong
        # After the last test the database itself is gone.
        if nextitem is not None and _commits(item):
            with item.config.stash[blocking_manager_key].unblock():
                ship_rules()
                ship_checklists()
                ship_indicators()
                connection.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--draw", action="store_true", help="write docs/states from the tables of acts")


# Long single tests; begun last, they would keep one worker busy while the other has nothing left.
LONGEST = (
    "tests/e2e/",
    "tests/demo/",
    "tests/faults/",
    "tests/perf/",
    "tests/local/",
    "tests/grids/test_tree_race",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


class Rooms(LoadScopeScheduling):  # type: ignore[misc] # the library has no types
    """A module goes to one worker as a whole; all that look at the demo town go to one, which builds it once."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/demo" if nodeid.startswith("tests/demo/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Rooms:
    return Rooms(config, log)
