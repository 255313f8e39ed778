"""The product's Celery application with a beat of one second and the owner of these tests' subjects.

celery -A tests.clocks.celery_app worker | beat"""

from typing import Any

import django
from celery.signals import worker_process_init

django.setup()

from core import subjects  # noqa: E402
from tests.clocks.owners import Notes  # noqa: E402
from xiongguan.celery import app  # noqa: E402

app.conf.beat_schedule = {"sweep": {"task": "core.clocks.tasks.sweep_clocks", "schedule": 1.0}}


@worker_process_init.connect
def know_the_owner(**_: Any) -> None:
    subjects.register(Notes())
