"""The folder of uploaded sheets: readable by us alone, and empty as soon as they are read."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

# Younger files may belong to an upload whose row is not committed yet.
GRACE = timedelta(hours=2)


def root() -> Path:
    return Path(settings.SHEETS_ROOT)


def keep(chunks: Iterable[bytes]) -> tuple[str, str, int]:
    """Write an upload down; answers with its name in the folder, its SHA-256 and its length."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    name, digest, length = secrets.token_hex(16), hashlib.sha256(), 0
    handle = os.open(root() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        for chunk in chunks:
            target.write(chunk)
            digest.update(chunk)
            length += len(chunk)
    return name, digest.hexdigest(), length


def path_of(name: str) -> Path:
    """Where an upload lies; names are ours and hold no separators."""
    if not name.isalnum():
        raise FileNotFoundError(name)
    return root() / name


def remove(name: str) -> None:
    if name:
        with contextlib.suppress(FileNotFoundError):
            path_of(name).unlink()


def forgotten(known: set[str], *, now: datetime) -> list[str]:
    """Files that no import waits for: left by an upload or a worker that was killed."""
    oldest = (now - GRACE).timestamp()
    if not root().is_dir():
        return []
    return [
        path.name
        for path in root().iterdir()
        if path.is_file() and path.name not in known and path.stat().st_mtime < oldest
    ]
