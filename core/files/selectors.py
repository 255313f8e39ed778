"""Which photos belong to what, and whether folder and table agree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from core.files import store
from core.files.models import StoredFile

# Younger files may belong to an act that has not committed yet.
GRACE = timedelta(hours=24)
_CHUNK = 1000


def photos_of(subject_kind: str, subject_id: int) -> QuerySet[StoredFile]:
    """The photos of a subject in the order they came, without removed ones."""
    return StoredFile.objects.filter(subject_kind=subject_kind, subject_id=subject_id, removed_at=None)


@dataclass
class Differences:
    """What the folder has and the table does not, and the other way round."""

    orphans: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def differences(*, now: datetime) -> Differences:
    """Compare folder and table. Only files older than a day count as orphans."""
    found = Differences()
    chunk: list[str] = []
    for path in _old_files(now):
        chunk.append(path)
        if len(chunk) == _CHUNK:
            found.orphans += _unknown(chunk)
            chunk = []
    found.orphans += _unknown(chunk)
    for stored in StoredFile.objects.filter(is_awaited=False).only("path").order_by("pk").iterator(_CHUNK):
        found.lost += [
            name for name in (stored.path, stored.thumb_path) if not (store.root() / name).is_file()
        ]
    return found


def _old_files(now: datetime) -> Iterator[str]:
    newest = (now - GRACE).timestamp()
    root: Path = store.root()
    for path in sorted(root.glob("[0-9]*/[0-9]*/*")):
        if path.is_file() and path.stat().st_mtime < newest:
            yield path.relative_to(root).as_posix()


def _unknown(paths: list[str]) -> list[str]:
    """Those that no row names, neither as photo nor as its small copy; half-written ones have no row either."""
    main = {path: path.replace(".thumb.jpg", ".jpg") for path in paths}
    known = set(StoredFile.objects.filter(path__in=set(main.values())).values_list("path", flat=True))
    return [path for path in paths if main[path] not in known]
