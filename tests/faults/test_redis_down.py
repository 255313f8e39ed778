"""Redis is a fast path only: without it people work on, and what came due goes out when it is back."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.test import Client

from core.clocks.models import Clock
from core.clocks.sweeper import database_now
from core.local import places, programs
from core.local.processes import wait_for
from core.notices.models import Notice
from disputes.models import Dispute
from tests.disputes.walk import Walk
from tests.processes import Start

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

APP = "tests.clocks.celery_app"


class OwnRedis:
    """One Redis of the test's own, to be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, places.free_port(64200, "127.0.0.1")
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            [str(programs.redis_server()), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert wait_for(self.answers, 20)

    def answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url).ping())
        except redis.exceptions.ConnectionError:
            return False

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=10)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    folder = tmp_path / "redis"
    folder.mkdir()
    server = OwnRedis(folder)
    server.start()
    yield server
    server.end()
    shutil.rmtree(folder, ignore_errors=True)


def make_due(case: Dispute) -> Clock:
    """The first reminder of the case's budget came due a moment ago; its other clocks rest."""
    budget = Clock.objects.live().of("dispute", case.pk).get(code__startswith="CK3")
    Clock.objects.live().of("dispute", case.pk).exclude(pk=budget.pk).update(next_fire_at=None)
    Clock.objects.filter(pk=budget.pk).update(next_fire_at=database_now() - timedelta(seconds=5))
    return budget


def reminded(clock: Clock) -> bool:
    return Notice.objects.filter(key__startswith=f"clock:{clock.pk}:").exists()


def test_without_redis_people_work_on_and_reminders_go_out_when_it_is_back(
    walk: Walk, celery: Start, own_redis: OwnRedis, client: Client, tmp_path: Path
) -> None:
    first, second = walk.registered(), walk.registered()
    before = make_due(first)
    Clock.objects.live().of("dispute", second.pk).update(next_fire_at=None)
    celery(APP, "worker", "-c", "1", "-n", "w@test", "-l", "WARNING", REDIS_URL=own_redis.url)
    celery(APP, "beat", "-s", str(tmp_path / "beat"), "-l", "WARNING", REDIS_URL=own_redis.url)
    assert wait_for(lambda: reminded(before), 60), "nobody works while Redis is there"
    own_redis.end()
    # What the worker had fetched before, it finishes.
    wait_for(lambda: False, 5)
    waiting = make_due(second)
    client.force_login(walk.cast.clerk)
    started = time.perf_counter()
    assert client.get(second.get_absolute_url()).status_code == 200
    walk.step(second, "contact")
    assert second.events.filter(act="contact").exists()
    assert time.perf_counter() - started < 5, "somebody waits for Redis"
    assert not wait_for(lambda: reminded(waiting), 3), "who reminded without Redis?"
    own_redis.start()
    assert wait_for(lambda: reminded(waiting), 60), "the reminder did not go out after Redis came back"
    # Asked once: the worker goes on telling while one looks.
    told = list(Notice.objects.filter(key__startswith=f"clock:{waiting.pk}:").values_list("recipient", "key"))
    assert len(set(told)) == len(told)
