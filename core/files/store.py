"""The folder of files: written beside, then renamed into place, so that no half file is ever found under its name."""

import contextlib
import os
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def path_for(public_id: uuid.UUID, now: datetime) -> str:
    """yyyy/mm/<uuid>.jpg, no part of it from the sender."""
    return f"{timezone.localtime(now):%Y/%m}/{public_id}.jpg"


def write(relative: str, data: bytes) -> None:
    """Durable before it returns: the row that names the file is written after."""
    target = root() / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(target)
        sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """A new name in the folder outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(relative: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        (root() / relative).unlink()
