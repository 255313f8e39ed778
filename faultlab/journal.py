"""What clients meant to do and what they were told, in files that outlive every process: the checker believes these alone."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INTENT, ACK, REFUSED = "intent", "ack", "refused"


class Journal:
    """One client's file. A line is on the disk before `write` returns, so an intent is known before its request leaves."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def write(self, kind: str, key: str, **facts: Any) -> None:
        line = json.dumps({"kind": kind, "key": key, **facts}, ensure_ascii=False, sort_keys=True)
        with self._lock:
            os.write(self._handle, line.encode() + b"\n")
            os.fsync(self._handle)

    def close(self) -> None:
        os.close(self._handle)


@dataclass
class Told:
    """One intent and what became of it; `end` is empty while nobody was told."""

    intent: dict[str, Any]
    end: dict[str, Any] | None = None

    @property
    def is_acked(self) -> bool:
        return self.end is not None and self.end["kind"] == ACK

    @property
    def is_refused(self) -> bool:
        return self.end is not None and self.end["kind"] == REFUSED


def read(folder: Path) -> list[Told]:
    """Every intent of every client, in the order of its own file. Raises KeyError for an answer without an intent."""
    found: list[Told] = []
    for path in sorted(folder.glob("*.journal")):
        by_key: dict[str, Told] = {}
        for line in _lines(path):
            if line["kind"] == INTENT:
                by_key[line["key"]] = Told(line)
            else:
                by_key[line["key"]].end = line
        found += by_key.values()
    return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
