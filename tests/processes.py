"""Programs of the product as processes of their own, on the test's database and Redis room; and threads that start together.

celery   starts `python -m celery -A <app> worker|beat …`; each is ended with its group when the test ends
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

Start = Callable[..., subprocess.Popen[bytes]]


def on_test_database(**more: str) -> dict[str, str]:
    """The environment in which another process of ours finds the database of this test."""
    given = urlsplit(os.environ["DATABASE_URL"])
    here = given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return {**os.environ, "DATABASE_URL": here, "XG_TEST_DB": "", **more}


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Start]:
    """`processes("name", "python", "-m", …, REDIS_URL=…)`; what it says is in tmp_path/name.log."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=on_test_database(**environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """`kill -9` of a process that we started, and of its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


@pytest.fixture
def celery(processes: Start) -> Iterator[Start]:
    """Celery on the test's own Redis room, swept afterwards."""
    names = iter(range(1000))

    def start(app: str, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        command = (sys.executable, "-m", "celery", "-A", app, *words)
        return processes(f"{words[0]}{next(names)}", *command, **environment)

    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    yield start
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


def at_once(*works: Callable[[], Any], patience: float = 60) -> list[Any]:
    """Run all from the same moment, each on its own connection; answers with the result or the exception of each."""
    ends: list[Any] = [TimeoutError("did not end")] * len(works)
    line = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            line.wait(timeout=patience)
            ends[place] = work()
        except Exception as problem:
            ends[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + patience
    for thread in threads:
        thread.join(timeout=max(0.0, until - time.monotonic()))
    return ends


def deadlocks() -> int:
    """How many rings of waiting PostgreSQL had to break in this database so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
