"""Naming, for one transaction, for whom the support tables open: nobody unless somebody is named.

    with seen_by(user):        what this person helps with today
    with as_job():             time itself: sealing, erasing, sweeping; and acts on what the actor may not see

The database decides by itself what that means (wall_sql). Kept to the transaction, so a connection that goes back to the
pool is closed again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from specialgroups.wall_sql import STEP_DOWN

_SET = (
    "SELECT set_config('xg.support_user', %s, true), set_config('xg.support_job', %s, true),"
    " set_config('xg.support_now', %s, true)"
)
Named = tuple[str, str, str]
_NOBODY: Named = ("", "", "")
_named: ContextVar[Named] = ContextVar("support_named", default=_NOBODY)


@contextmanager
def seen_by(user: Any, now: datetime | None = None) -> Iterator[None]:
    """The records that this person helps with, for the length of the block and one transaction."""
    with _naming((str(user.pk or ""), "", (now or timezone.now()).isoformat())):
        yield


@contextmanager
def as_job(now: datetime | None = None) -> Iterator[None]:
    """All records. For time itself and for single steps that the actions of this app say; never around a page."""
    with _naming(("", "on", (now or timezone.now()).isoformat())):
        yield


@contextmanager
def _naming(who: Named) -> Iterator[None]:
    before = _named.get()
    token = _named.set(who)
    try:
        with transaction.atomic():
            _tell(who)
            yield
            # A block that failed is undone and the setting with it; one that went well leaves the earlier name.
            if not connection.needs_rollback:
                _tell(before)
    finally:
        _named.reset(token)


def _tell(who: Named) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, who)


def step_down(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """A superuser would pass the wall: each new connection goes on as a role that is none."""
    with connection.cursor() as cursor:
        cursor.execute(STEP_DOWN)
