"""The lab's own look into PostgreSQL, past every proxy, while PostgreSQL is being killed."""

import time
from collections.abc import Callable
from typing import TypeVar

import psycopg2
from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")
PATIENCE = 60.0


def patiently(look: Callable[[], T]) -> T:
    """Look again on a new connection until PostgreSQL is up. Raises its error after a minute.

    Only for what may be done twice."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return look()
        except (OperationalError, InterfaceError, psycopg2.Error):
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
