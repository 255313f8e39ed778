"""Celery only ticks: what is to be folded stands in PostgreSQL (architecture D4)."""

from celery import shared_task

from dashboard.figures.folding import fold


@shared_task
def fold_figures() -> int:
    """Raw rows of the sums become one row a key."""
    return fold()
