"""The product's Celery application under the clock of tests.meetings.simulated: three tasks, a quick beat.

celery -A tests.meetings.year_app worker | beat"""

import os
from typing import Any

import django
import time_machine
from celery.signals import task_postrun, task_prerun

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from core.clocks.sweeper import database_now  # noqa: E402
from tests.meetings.simulated import TASKS  # noqa: E402
from xiongguan.celery import app  # noqa: E402

settings.NOTICE_FILE_DIR = os.environ["YEAR_OUTBOX"]
app.conf.beat_schedule = {
    name: {"task": name, "schedule": 0.5, "options": {"expires": 2, "headers": {"beat": os.getpid()}}}
    for name in TASKS
}
_watches: list[Any] = []


@task_prerun.connect
def set_the_watch(**_: Any) -> None:
    """Python's clock goes by the database's while the task runs: the house reads both."""
    watch = time_machine.travel(database_now())
    watch.start()
    _watches.append((watch, database_now()))


@task_postrun.connect
def note_the_run(task: Any, **_: Any) -> None:
    watch, moment = _watches.pop()
    watch.stop()
    beat = (task.request.headers or {}).get("beat")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO simulated.ran VALUES (%s, %s, %s)", [task.name, beat, moment])
