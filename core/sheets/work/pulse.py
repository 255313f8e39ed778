"""Signs of life of a worker: its lease is renewed and its progress shown, on a connection of its own."""

import logging
import threading
import uuid
from contextlib import AbstractContextManager
from typing import Any

from django.db import InterfaceError, OperationalError, connection, connections

log = logging.getLogger(__name__)

LEASE_SECONDS = 30
EVERY_SECONDS = 1.0
_BEAT = """
UPDATE sheets_sheetimport
SET lease_until = clock_timestamp() + make_interval(secs => %s), done = %s, total = %s
WHERE id = %s AND lease_token = %s
"""


class LostLease(Exception):
    """Somebody else works on this import now, or its owner gave it up; whatever we did must not count."""


class QuietPulse(AbstractContextManager["QuietPulse"]):
    """Counts and tells nobody: for work inside a request or a test, which nobody can take over."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.lost = False

    def __exit__(self, *_: object) -> None:
        return None

    def report(self, done: int, total: int = 0) -> None:
        """How far the work is. Raises LostLease when it is no longer ours."""
        self.done, self.total = done, total or self.total
        if self.lost:
            raise LostLease


class Pulse(QuietPulse):
    """A thread that beats once a second as long as the process lives, also while PostgreSQL works on a long statement.

    The stage's own transaction must not touch the import's row before its end, or the beat would wait for it."""

    def __init__(self, import_id: int, token: uuid.UUID) -> None:
        super().__init__()
        self.import_id, self.token = import_id, token
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"pulse-{import_id}", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        own: Any = connections[connection.alias].copy()
        try:
            while not self._stop.wait(EVERY_SECONDS):
                self._beat(own)
        finally:
            own.close()

    def _beat(self, own: Any) -> None:
        try:
            with own.cursor() as cursor:
                cursor.execute(_BEAT, [LEASE_SECONDS, self.done, self.total, self.import_id, self.token])
                if cursor.rowcount != 1:
                    self.lost = True
                    self._stop.set()
        except (OperationalError, InterfaceError):
            # The row is locked for the moment of the stage's end, or the database restarts; the lease outlives both.
            log.info("import %s: a beat was missed", self.import_id)
            own.close()
