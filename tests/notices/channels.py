"""Channels of the tests: each writes down every single call that reaches it, and may be killed in the act."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings


def calls() -> list[str]:
    """Every call so far, from whichever process."""
    path = Path(settings.NOTICE_FILE_DIR) / "calls"
    return path.read_text().split() if path.exists() else []


class Counting:
    """Appends the key to a file; the process dies right after when XG_DIE_AFTER_CALL says so."""

    idempotent = True

    def send(self, address: str, payload: Mapping[str, Any], key: str) -> None:
        folder = Path(settings.NOTICE_FILE_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        line = os.open(folder / "calls", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(line, f"{key}\n".encode())
        os.close(line)
        if os.environ.get("XG_DIE_AFTER_CALL"):
            os.kill(os.getpid(), signal.SIGKILL)


class CountingOnce(Counting):
    """The same, but it could deliver twice."""

    idempotent = False


class Breaking:
    """Breaks in a way that says nothing about what arrived."""

    idempotent = False

    def send(self, address: str, payload: Mapping[str, Any], key: str) -> None:
        raise RuntimeError("line noise")
