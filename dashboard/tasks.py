"""Celery only ticks: what is to be folded stands in PostgreSQL (architecture D4)."""

from celery import shared_task

from dashboard.figures.folding import fold
from dashboard.figures.recount import rebuild
from dashboard.models import CaseMonth


@shared_task
def fold_figures() -> int:
    """Raw rows of the sums become one row a key. A timeline that is older than its sums is counted whole, once."""
    if CaseMonth.objects.filter(is_raw=False).exists():
        return fold()
    return rebuild()
