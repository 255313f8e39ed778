"""Notes of runs. A note that cannot be written never stops the job it tells of."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery.signals import task_failure, task_prerun, task_success
from django.db import DatabaseError
from django.utils import timezone

from core.jobs.models import JobRun

log = logging.getLogger(__name__)

# A tick every two seconds need not write every two seconds.
WRITE_EVERY = 60.0
_begun: dict[str, float] = {}
_written: dict[str, float] = {}


def went_well(name: str, took: float) -> None:
    """At most once a minute and process, but at once after a failure that this process saw."""
    if time.monotonic() - _written.get(name, -WRITE_EVERY) < WRITE_EVERY:
        return
    if _note(name, ok_at=timezone.now(), took=timedelta(seconds=round(took, 2))):
        _written[name] = time.monotonic()


def went_wrong(name: str, fault: BaseException) -> None:
    _written.pop(name, None)
    _note(name, failed_at=timezone.now(), fault=type(fault).__name__[:80])


def _note(name: str, **values: Any) -> bool:
    try:
        JobRun.objects.update_or_create(name=name[:100], defaults=values)
    except DatabaseError:
        log.exception("no note of %s", name)
        return False
    return True


@contextmanager
def noted(name: str) -> Iterator[None]:
    """Note how the block went; its fault goes on to whoever called."""
    begun = time.monotonic()
    try:
        yield
    except Exception as fault:
        went_wrong(name, fault)
        raise
    went_well(name, time.monotonic() - begun)


def listen() -> None:
    """To Celery, in the worker's process."""
    task_prerun.connect(_begins, dispatch_uid="core.jobs.begins")
    task_success.connect(_ends, dispatch_uid="core.jobs.ends")
    task_failure.connect(_fails, dispatch_uid="core.jobs.fails")


def _begins(task_id: str = "", **_: Any) -> None:
    _begun[task_id] = time.monotonic()


def _ends(sender: Any = None, **_: Any) -> None:
    begun = _begun.pop(str(sender.request.id), None)
    went_well(str(sender.name), 0.0 if begun is None else time.monotonic() - begun)


def _fails(sender: Any = None, task_id: str = "", exception: BaseException | None = None, **_: Any) -> None:
    _begun.pop(task_id, None)
    went_wrong(str(sender.name), exception or RuntimeError())
