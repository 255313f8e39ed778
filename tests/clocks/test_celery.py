"""Two beats and two workers as in a real office, Redis wiped and a worker killed while they work."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from core.audit.models import Entry
from core.clocks.models import Clock
from core.clocks.sweeper import database_now
from tests.clocks.owners import KIND
from tests.clocks.test_races import many_due_clocks

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

NUMBER = 1000
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def celery(tmp_path: Path) -> Iterator[Start]:
    """Starts Celery processes on the test's own database and Redis room; ends each of them by its own group."""
    given = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": given._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "XG_TEST_DB": "",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "tests.clocks.celery_app", *words],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


def wait_for(what: Callable[[], bool], seconds: float) -> bool:
    """Other processes do the work, so there is nothing to do here but look."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.1)
    return False


def reminded() -> int:
    return Entry.objects.filter(action="note.reminded").count()


def test_two_beats_and_two_workers_remind_each_once_though_redis_is_wiped_and_a_worker_killed(
    celery: Start, tmp_path: Path
) -> None:
    many_due_clocks(NUMBER)
    # The workers' clock is the database's, so the moments must lie in its past.
    assert Clock.objects.to_fire(database_now() + timedelta(days=1)).count() == NUMBER
    workers = [celery("worker", "-c", "1", "-n", f"w{number}@test", "-l", "WARNING") for number in (1, 2)]
    for number in (1, 2):
        celery("beat", "-s", str(tmp_path / f"beat{number}"), "-l", "WARNING")
    assert wait_for(lambda: reminded() > 100, 60), "nobody works"
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    assert wait_for(lambda: reminded() > 300, 60), "nobody works after Redis was wiped"
    os.killpg(workers[0].pid, signal.SIGKILL)
    assert wait_for(lambda: not Clock.objects.filter(next_fire_at__isnull=False).exists(), 90)
    times = Counter(Entry.objects.filter(action="note.reminded").values_list("subject_id", flat=True))
    assert times == Counter(range(1, NUMBER + 1))
    assert Clock.objects.filter(subject_kind=KIND, fired=1, fire_failures=0).count() == NUMBER
