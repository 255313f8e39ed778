"""Celery only ticks: what waits stands in PostgreSQL (architecture D4)."""

from time import monotonic

from celery import shared_task

from core.sheets.work.run import work_once

# Far above any honest import; the lease, not the broker, decides who works, so a message that is delivered again while
# the first one is still at it finds nothing to do.
LONGEST = 1_800
# After so many seconds the next tick goes on, so that clocks and messages get their turn.
_SECONDS = 30


@shared_task(time_limit=LONGEST, soft_time_limit=LONGEST - 60)
def run_due() -> int:
    """Work on imports until none waits or half a minute is over; returns how many stages were done."""
    until, done = monotonic() + _SECONDS, 0
    while monotonic() < until and work_once():
        done += 1
    return done
