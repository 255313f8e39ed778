"""Removing files that no row names: left by acts that were rolled back or killed halfway."""

from datetime import datetime

from django.utils import timezone

from core.files import store
from core.files.actions import give_up_awaited
from core.files.selectors import Differences, differences


def sweep_files(*, now: datetime | None = None) -> Differences:
    """Delete the orphans of more than a day and wait no longer for photos that no phone sent; returns the orphans, and
    the rows whose file is gone, which a person must see."""
    now = now or timezone.now()
    give_up_awaited(now=now)
    found = differences(now=now)
    for path in found.orphans:
        store.remove(path)
    return found
