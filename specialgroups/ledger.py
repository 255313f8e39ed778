"""The ledger of erasures: a file outside the database, so that a restored old copy learns what must not come back.

A line is 「S-0193 2026-09-01T00:00:00+00:00 <mark>」: number, moment, and a keyed mark without which a line counts for nothing.
Keep it apart from the backups of the database and longer than the oldest of them."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from core.crypto import mac
from core.crypto.seal import same


def _file() -> Path:
    return Path(settings.SUPPORT_ERASURES_FILE)


def _mark(text: str) -> str:
    return mac("support.erasures", text.encode()).hex()


def append(record_no: str, at: datetime) -> None:
    """One line, durable on return."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = f"{record_no} {at.astimezone(UTC).isoformat()}"
    with path.open("a", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.write(f"{text} {_mark(text)}\n")
        handle.flush()
        os.fsync(handle.fileno())


def read() -> dict[str, datetime]:
    """Numbers and moments of the lines that verify; a line cut off or changed by hand is left out."""
    found: dict[str, datetime] = {}
    path = _file()
    if not path.exists():
        return found
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        text, _, mark = line.rpartition(" ")
        record_no, _, at = text.partition(" ")
        if record_no and same(_mark(text).encode(), mark.encode()):
            found[record_no] = datetime.fromisoformat(at)
    return found
