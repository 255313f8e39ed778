"""The heads file: every hour the end of the ledger, signed, outside the database.

Whoever can rewrite the whole database cannot rewrite what has already been written here (trust.md T3)."""

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from core.audit.chain import line_signature
from core.audit.faults import Fault
from core.crypto.seal import same


@dataclass(frozen=True)
class SignedHead:
    """One line of the file."""

    seq: int
    digest: bytes


def heads_file() -> Path:
    return Path(settings.AUDIT_HEADS_FILE)


def append(seq: int, digest: bytes, now: datetime) -> bool:
    """Add a line, durable on return; False when the last line already says the same."""
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        lines = handle.read().split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "")
        before = last.rpartition(" ")[2]
        if last.split(" ")[:2] == [str(seq), digest.hex()]:
            return False
        text = f"{seq} {digest.hex()} {now.astimezone(UTC).isoformat(timespec='seconds')}"
        # A line cut off by a crash is closed first, so that it spoils only itself.
        opening = "\n" if lines[-1] else ""
        handle.write(f"{opening}{text} {line_signature(text, before)}\n")
        handle.flush()
        os.fsync(handle.fileno())
    return True


def read() -> tuple[list[SignedHead], list[Fault]]:
    """All lines that verify, and the faults of those that do not."""
    heads, faults, before = [], [], ""
    for number, line in _lines():
        text, _, mark = line.rpartition(" ")
        if same(line_signature(text, before).encode(), mark.encode()):
            seq, digest, _ = text.split(" ")
            heads.append(SignedHead(int(seq), bytes.fromhex(digest)))
        else:
            faults.append(Fault(number, "heads_line_changed"))
        before = mark
    return heads, faults


def _lines() -> Iterator[tuple[int, str]]:
    path = heads_file()
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as handle:
        for number, line in enumerate(handle, start=1):
            if line.strip():
                yield number, line.rstrip("\n")
