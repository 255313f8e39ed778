"""Celery only ticks: what is due stands in PostgreSQL (architecture D4)."""

from time import monotonic

from celery import shared_task

from core.clocks.sweeper import sweep

_BATCH = 200
# Shorter than the beat of 15 s, so that ticks do not pile up while a long backlog is worked off.
_SECONDS = 12


@shared_task
def sweep_clocks() -> int:
    """Handle what is due now; after a long silence, as much of it as fits before the next tick."""
    until, total = monotonic() + _SECONDS, 0
    while monotonic() < until:
        handled = sweep(limit=_BATCH)
        total += handled
        if handled < _BATCH:
            break
    return total
