"""Removing files that no row names: left by acts that were rolled back or killed halfway."""

from datetime import datetime

from django.utils import timezone

from core.files import store
from core.files.selectors import Differences, differences


def sweep_files(*, now: datetime | None = None) -> Differences:
    """Delete the orphans of more than a day; returns them, and the rows whose file is gone, which a person must see."""
    found = differences(now=now or timezone.now())
    for path in found.orphans:
        store.remove(path)
    return found
