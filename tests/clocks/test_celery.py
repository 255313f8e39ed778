"""Two beats and two workers as in a real office, Redis wiped and a worker killed while they work."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings

from core.audit.models import Entry
from core.clocks.models import Clock
from core.clocks.sweeper import database_now
from core.local.processes import wait_for
from tests.clocks.owners import KIND
from tests.clocks.test_races import many_due_clocks
from tests.processes import Start, celery, kill, processes

__all__ = ["celery", "processes"]  # fixtures

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

NUMBER = 1000
APP = "tests.clocks.celery_app"


def reminded() -> int:
    return Entry.objects.filter(action="note.reminded").count()


def test_two_beats_and_two_workers_remind_each_once_though_redis_is_wiped_and_a_worker_killed(
    celery: Start, tmp_path: Path
) -> None:
    many_due_clocks(NUMBER)
    # The workers' clock is the database's, so the moments must lie in its past.
    assert Clock.objects.to_fire(database_now() + timedelta(days=1)).count() == NUMBER
    workers = [
        celery(APP, "worker", "-c", "1", "-n", f"w{number}@test", "-l", "WARNING") for number in (1, 2)
    ]
    for number in (1, 2):
        celery(APP, "beat", "-s", str(tmp_path / f"beat{number}"), "-l", "WARNING")
    assert wait_for(lambda: reminded() > 100, 60), "nobody works"
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    assert wait_for(lambda: reminded() > 300, 60), "nobody works after Redis was wiped"
    kill(workers[0])
    assert wait_for(lambda: not Clock.objects.filter(next_fire_at__isnull=False).exists(), 90)
    times = Counter(Entry.objects.filter(action="note.reminded").values_list("subject_id", flat=True))
    assert times == Counter(range(1, NUMBER + 1))
    assert Clock.objects.filter(subject_kind=KIND, fired=1, fire_failures=0).count() == NUMBER
