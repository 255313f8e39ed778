"""By itself: the log every minute, the whole once a day at night, a drill once a week. One process beside the others, with
PostgreSQL's programs at hand; it needs no rights on the machine."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from core.backup import drill, taking
from core.backup.vault import Vault
from core.jobs.models import JobRun
from core.local.problems import LocalProblem

log = logging.getLogger(__name__)

# Between these hours the whole is copied and the drill is held, unless the last one is so old that it cannot wait.
NIGHT = range(1, 6)
DAY, WEEK = timedelta(hours=20), timedelta(days=6)
OVERDUE = timedelta(hours=26)
# After a failure: not every minute, the page tells of it meanwhile.
AGAIN = timedelta(minutes=30)


def keep(vault: Vault, *, until: Callable[[], bool] = lambda: False) -> None:
    """Do what is due, wait a minute, begin again. What fails is noted and tried later; it never ends the loop."""
    while not until():
        begun = time.monotonic()
        try:
            close_old_connections()
            do_due(vault, timezone.now())
        except (LocalProblem, DatabaseError) as problem:
            log.error("backup: %s", problem)
        time.sleep(max(1.0, taking.LOG_SECONDS - (time.monotonic() - begun)))


def do_due(vault: Vault, now: datetime) -> str:
    """One round; which of the three it was."""
    runs = {one.name: one for one in JobRun.objects.filter(name__in=[taking.WHOLE, taking.DRILL])}
    if is_due(runs.get(taking.WHOLE), DAY, now):
        taking.back_up(vault)
        return taking.WHOLE
    taking.fetch_log(vault)
    if is_due(runs.get(taking.DRILL), WEEK, now):
        drill.drill(vault, drill.some_moments(vault, seed=int(now.timestamp())))
        return taking.DRILL
    return taking.LOG


def is_due(run: JobRun | None, every: timedelta, now: datetime) -> bool:
    """Never done, or long enough ago and night, or too long ago at any hour; not so soon after a failure."""
    if run is not None and run.is_failing and run.failed_at is not None and now - run.failed_at < AGAIN:
        return False
    if run is None or run.ok_at is None:
        return True
    age = now - run.ok_at
    is_night = timezone.localtime(now).hour in NIGHT
    return age > every and (is_night or age > every + OVERDUE - DAY)
