"""Taking copies: the whole once a day, the write-ahead log once a minute. Neither holds up who works.

A plain pg_dump is not this: it gives one moment, nothing after it, and must be read in again row by row; it serves to carry
a town to another version of PostgreSQL, not to get back what was written this afternoon."""

import gzip
import hashlib
import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection, transaction

from core.audit.actions import take_end
from core.audit.erasures import keep_new
from core.backup.stream import Damaged, Sealer, chunks
from core.backup.tools import Source, own_session, the_source
from core.backup.vault import STAMP, Copy, Mark, Vault
from core.files.store import sync_folder
from core.jobs.recorder import noted

SLOT = "xiongguan_backup"
WHOLE, LOG, DRILL = "backup.whole", "backup.log", "backup.drill"
# What fetches the log every minute: as much as a dead disk can cost (trust.md P15).
LOG_SECONDS = 60


def back_up(vault: Vault) -> Copy:
    """One whole copy with all log until its end; what the rule does not keep goes. Raises LocalProblem; then the copies
    from before are untouched."""
    with vault.taken(), noted(WHOLE):
        source = the_source()
        _fetch(vault, source)
        copy = _whole(vault, source)
        _fetch(vault, source, counted=True)
        vault.prune(copy.done_at)
    return copy


def fetch_log(vault: Vault) -> int:
    """Bring the log and new attachments until now; returns how many pieces of log came."""
    with vault.taken(), noted(LOG):
        return _fetch(vault, the_source())


# --- the log ----------------------------------------------------------------------------------------
def _fetch(vault: Vault, source: Source, *, counted: bool = False) -> int:
    keep_new()
    _ensure_slot(vault)
    seal_files(vault, newest_only=True)
    mark = take_mark(counted=counted)
    _receive(vault, source, _end_segment())
    number = _seal_log(vault)
    vault.keep_journals()
    # Only now: a mark stands for log that is here.
    vault.add_mark(mark)
    return number


def take_mark(*, counted: bool = False) -> Mark:
    """A moment with the ledger's end. Under the ledger's lock nobody's act is between its line and its commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        seq, digest, signature = take_end(cursor)
        counts = count_rows(cursor) if counted else {}
        cursor.execute("SELECT clock_timestamp()")
        at = cursor.fetchone()[0]
    return Mark(at, seq, digest.hex(), signature.hex(), counts)


def count_rows(cursor: Any) -> dict[str, int]:
    """Rows of the tables that change only with the ledger."""
    each = (f"SELECT '{name}', count(*) FROM {name}" for name in settings.BACKUP["counted"])  # noqa: S608 - our own names
    cursor.execute(" UNION ALL ".join(each))
    return {name: int(number) for name, number in cursor.fetchall()}


def _ensure_slot(vault: Vault) -> None:
    """The server keeps for us what we have not fetched. A slot that it gave up on (max_slot_wal_keep_size) is made anew;
    the gap shows at a restore, which then refuses the moments behind it."""
    with own_session() as cursor:
        cursor.execute("SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s", [SLOT])
        row = cursor.fetchone()
        if row and row[0] == "lost":
            cursor.execute("SELECT pg_drop_replication_slot(%s)", [SLOT])
            row = None
        if row is None:
            # Pieces left from before would make pg_receivewal look for what is gone.
            shutil.rmtree(vault.work / "wal", ignore_errors=True)
            cursor.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])


def _end_segment() -> str:
    """Close the piece of log that is being written; where it ends. Two commits after the mark's moment stand in the log,
    one on each side of the end, so that a restore to that moment knows where to stop."""
    with own_session() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("SELECT pg_current_xact_id()")
        cursor.execute("SELECT pg_current_wal_flush_lsn()")
        return str(cursor.fetchone()[0])


def _receive(vault: Vault, source: Source, until: str) -> None:
    folder = vault.work / "wal"
    folder.mkdir(exist_ok=True, mode=0o700)
    words = [
        "-D",
        str(folder),
        "--slot",
        SLOT,
        "--endpos",
        until,
        "--no-loop",
        "--no-password",
        "--synchronous",
    ]
    source.run("pg_receivewal", *words, doing="取回数据库日志")


def _seal_log(vault: Vault) -> int:
    """Finished pieces go in under their seal, then the plain ones away."""
    number = 0
    for path in sorted((vault.work / "wal").iterdir()):
        if path.suffix == ".partial":
            path.unlink()
            continue
        target = vault.wal / f"{path.name}.sealed"
        with (
            sealing(vault, target, f"wal:{path.name}") as out,
            _packed(out) as packed,
            path.open("rb") as plain,
        ):
            shutil.copyfileobj(plain, packed, 1024 * 1024)
        path.unlink()
        number += 1
    return number


# --- the whole --------------------------------------------------------------------------------------
def _whole(vault: Vault, source: Source) -> Copy:
    plain = vault.work / "whole"
    shutil.rmtree(plain, ignore_errors=True)
    name = f"{datetime.now(UTC):{STAMP}}"
    beside = vault.work / name
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    try:
        words = [
            "-D",
            str(plain),
            "-X",
            "stream",
            "-c",
            "fast",
            "--manifest-checksums=SHA256",
            "--no-password",
        ]
        source.run("pg_basebackup", *words, doing="复制整个数据库")
        source.run("pg_verifybackup", "-q", str(plain), doing="核对刚复制的数据库")
        done_at = _now()
        digest = _pack(vault, plain, beside / "database.sealed", f"database:{name}")
        # Read once more from the disk: what cannot be read today will not be read on the day it is needed.
        if _unpacked_digest(vault, beside / "database.sealed", f"database:{name}") != digest:
            raise Damaged(f"刚写下的备份读出来不一样：{beside}。检查这块磁盘。")
        first, size = _first_segment(plain)
        copy = Copy(name, done_at, source.version, first, size, digest, seal_files(vault, newest_only=False))
        _write_facts(vault, beside, copy)
        beside.rename(vault.base / name)
    finally:
        shutil.rmtree(plain, ignore_errors=True)
        shutil.rmtree(beside, ignore_errors=True)
    return copy


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


class _Summed:
    """Passes on what is written and sums it."""

    def __init__(self, out: Any) -> None:
        self.out, self.sum = out, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        return int(self.out.write(data))

    def flush(self) -> None:
        self.out.flush()


def _pack(vault: Vault, plain: Path, target: Path, name: str) -> str:
    with sealing(vault, target, name, beside=False) as out:
        summed = _Summed(out)
        with _packed(summed) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
            tar.add(plain, arcname="pg")
    return summed.sum.hexdigest()


def _packed(out: Any) -> gzip.GzipFile:
    """The quickest setting: the empty rest of a piece of log shrinks to nothing with any."""
    return gzip.GzipFile(fileobj=cast(IO[bytes], out), mode="wb", compresslevel=1, mtime=0)


def _unpacked_digest(vault: Vault, path: Path, name: str) -> str:
    summed = hashlib.sha256()
    for part in chunks(path, vault.key, name):
        summed.update(part)
    return summed.hexdigest()


def _first_segment(plain: Path) -> tuple[str, int]:
    """The name of the first piece of log that the copy needs, and how long a piece is, from PostgreSQL's own manifest."""
    told = json.loads((plain / "backup_manifest").read_text(encoding="utf-8"))["WAL-Ranges"][0]
    pieces = [one for one in (plain / "pg_wal").iterdir() if len(one.name) == 24]
    size = pieces[0].stat().st_size
    high, _, low = told["Start-LSN"].partition("/")
    number = ((int(high, 16) << 32) + int(low, 16)) // size
    return segment_name(told["Timeline"], number, size), size


def segment_name(timeline: int, number: int, size: int) -> str:
    """As PostgreSQL names the pieces of its log: 8 digits each for timeline, the upper and the lower half of the number."""
    each = 0x1_0000_0000 // size
    return f"{timeline:08X}{number // each:08X}{number % each:08X}"


def _write_facts(vault: Vault, beside: Path, copy: Copy) -> None:
    text = json.dumps({**vars(copy), "done_at": copy.done_at.isoformat()})
    with sealing(vault, beside / "facts.sealed", f"facts:{copy.name}", beside=False) as out:
        out.write(text.encode())


# --- attachments ------------------------------------------------------------------------------------
def seal_files(vault: Vault, *, newest_only: bool) -> dict[str, int]:
    """Attachments never change, so each is sealed once; returns name and bytes of those looked at. `newest_only` looks
    at this month's and last month's folders."""
    root = Path(settings.MEDIA_ROOT)
    months = sorted(one for one in root.glob("[0-9]*/[0-9]*") if one.is_dir())
    found: dict[str, int] = {}
    for month in months[-2:] if newest_only else months:
        for path in sorted(month.iterdir()):
            if path.name.startswith("."):
                continue
            name = path.relative_to(root).as_posix()
            try:
                found[name] = _seal_file(vault, path, name)
            except FileNotFoundError:
                continue  # erased while we looked
    return found


def _seal_file(vault: Vault, path: Path, name: str) -> int:
    target = vault.files / f"{name}.sealed"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("rb") as plain, sealing(vault, target, f"files:{name}") as out:
            shutil.copyfileobj(plain, out, 1024 * 1024)
    return path.stat().st_size


@contextmanager
def sealing(vault: Vault, target: Path, name: str, *, beside: bool = True) -> Iterator[Any]:
    """A sealed file that has its name only when it is whole and on the disk."""
    fresh = target.with_name(f".{target.name}.new") if beside else target
    out = Sealer(fresh, vault.key, name)
    try:
        yield out
        out.close()
        if beside:
            fresh.replace(target)
            sync_folder(target.parent)
    except BaseException:
        out.abandon()
        fresh.unlink(missing_ok=True)
        raise
