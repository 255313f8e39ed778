"""The product's Celery application with a beat of a quarter second, and the kind of these tests.

celery -A tests.sheets.celery_app worker | beat"""

from typing import Any

import django
from celery.signals import worker_process_init

django.setup()

from core.sheets import kinds  # noqa: E402
from tests.sheets import people  # noqa: E402
from xiongguan.celery import app  # noqa: E402

app.conf.beat_schedule = {"work": {"task": "core.sheets.tasks.run_due", "schedule": 0.25}}


@worker_process_init.connect
def know_the_kind(**_: Any) -> None:
    kinds.register(people.People())
    people.ADDERS.add("clerk")
