"""Bringing a town back to a moment, always into a folder of its own and never over a running one.

PostgreSQL replays its log up to the moment; everything that does not open, does not fit or is missing stops the restore
before anything is served."""

import gzip
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

import psycopg2
from django.db import connection
from django.utils import timezone

from core.backup import tools
from core.backup.stream import Damaged, Reader
from core.backup.taking import segment_name
from core.backup.vault import SEGMENT, Copy, Vault, outside, read_or_refuse
from core.local import places, postgres_server, processes, programs
from core.local.problems import LocalProblem

RECOVERY_PATIENCE = 3600.0
_NOBODY = 65534
SOCKET = "xg-restore-"


@dataclass(frozen=True)
class Restored:
    """A folder with `pg` (the data, for a server of `version`) and the journals beside it."""

    folder: Path
    copy: Copy
    at: datetime | None
    segments: int

    @property
    def data(self) -> Path:
        return self.folder / "pg"


def unpack(vault: Vault, folder: Path, *, at: datetime | None) -> Restored:
    """Everything that a server needs to come to the moment `at` (None: as late as the log goes), checked and in its place.

    `folder` must be new. Raises WrongKey, Damaged or LocalProblem; what was unpacked by then is removed."""
    if folder.exists() and any(folder.iterdir()):
        raise LocalProblem(f"{folder} 不是空的。恢复只放进一个新的文件夹，不覆盖任何东西。")
    copy = copy_for(read_or_refuse(vault), at)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _unpack_whole(vault, copy, folder)
        number = _unpack_log(vault, copy, folder / "wal")
        (folder / "pg" / "recovery.signal").touch(mode=0o600)
        for name in outside():
            places.write_private(folder / f"{name}.log", vault.journal(name).decode("ascii"))
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise places.explain_os_error(error, folder) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Restored(folder, copy, at, number)


def copy_for(copies: list[Copy], at: datetime | None) -> Copy:
    """The newest whole copy that was done by the moment."""
    before = [one for one in copies if at is None or one.done_at <= at]
    if not before:
        first = timezone.localtime(copies[0].done_at)
        raise LocalProblem(f"最早只能恢复到 {first:%Y-%m-%d %H:%M:%S}：更早没有备份。")
    return before[-1]


def _unpack_whole(vault: Vault, copy: Copy, folder: Path) -> None:
    sealed = vault.base / copy.name / "database.sealed"
    reader = cast(IO[bytes], Reader(sealed, vault.key, f"database:{copy.name}"))
    try:
        with gzip.GzipFile(fileobj=reader) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise Damaged(f"备份已损坏：{sealed} 解不开。换另一份备份。") from error
    data = folder / "pg"
    data.chmod(0o700)
    (data / "backup_manifest").chmod(0o600)
    client = tools.client_folder(copy.version)
    environment = postgres_server.plain_environment()
    tools.run([str(client / "pg_verifybackup"), "-q", str(data)], environment, "核对解开的数据库")


def _unpack_log(vault: Vault, copy: Copy, target: Path) -> int:
    """All log from the copy on; refuses a gap, because PostgreSQL would quietly stop at it."""
    target.mkdir(mode=0o700)
    names = sorted(one.stem for one in vault.wal.glob("*.sealed"))
    names = [name for name in names if len(name) != SEGMENT or name[8:] >= copy.first[8:]]
    missing = gap(names, copy)
    if missing:
        raise Damaged(
            f"备份不完整：缺少日志 {missing}，它以后的时间恢复不了。\n换一份更新的整库备份，或只恢复到它以前。"
        )
    for name in names:
        reader = cast(IO[bytes], Reader(vault.wal / f"{name}.sealed", vault.key, f"wal:{name}"))
        with gzip.GzipFile(fileobj=reader) as plain, (target / name).open("wb") as out:
            shutil.copyfileobj(plain, out, 1024 * 1024)
    return len(names)


def gap(names: list[str], copy: Copy) -> str:
    """The first piece of log between the copy's first and the last that is not there on any timeline; "" when whole."""
    each = 0x1_0000_0000 // copy.segment_bytes
    numbers = {
        int(name[8:16], 16) * each + int(name[16:], 16)
        for name in [*names, copy.first]
        if len(name) == SEGMENT
    }
    timeline = int(copy.first[:8], 16)
    for number in range(min(numbers), max(numbers)):
        if number not in numbers:
            return segment_name(timeline, number, copy.segment_bytes)
    return ""


@contextmanager
def served(restored: Restored) -> Iterator[str]:
    """A server on the unpacked data that nobody else can reach: no port, one socket in a folder of ours. Gives the folder
    of the socket. Raises LocalProblem when the log ends before the moment, or is not of this database."""
    folder = tools.server_folder(restored.copy.version)
    # A socket's path may not be longer than 107 bytes, and the folder may lie deep.
    socket = Path(tempfile.mkdtemp(prefix=SOCKET))
    log = restored.folder / "restore.log"
    server = None
    try:
        _prepare(restored, socket)
        with log.open("wb") as out:
            server = subprocess.Popen(  # noqa: S603 - our own program
                [
                    *programs.unprivileged(restored.folder),
                    str(folder / "postgres"),
                    *_words(restored, socket),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=restored.data,
                env=postgres_server.plain_environment(),
            )
        _wait(server, socket, log)
        yield str(socket)
    finally:
        if server is not None:
            processes.stop(server.pid, signal.SIGINT, 60)
            server.wait()
        shutil.rmtree(socket, ignore_errors=True)


def _prepare(restored: Restored, socket: Path) -> None:
    hba = restored.folder / "hba.conf"
    places.write_private(hba, "local all all trust\n")
    # Debian keeps the settings elsewhere, so a copy may have none.
    for name in ("postgresql.conf", "pg_ident.conf"):
        if not (restored.data / name).exists():
            places.write_private(restored.data / name, "")
    if os.geteuid() == 0 and programs.unprivileged(restored.folder) == programs.AS_NOBODY:
        for path in (restored.folder, socket, *restored.folder.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)


def _words(restored: Restored, socket: Path) -> list[str]:
    wal = restored.folder / "wal"
    chosen: dict[str, Any] = {
        "listen_addresses": "",
        "unix_socket_directories": socket,
        "port": 5432,
        "hba_file": restored.folder / "hba.conf",
        "ssl": "off",
        "archive_mode": "off",
        "shared_preload_libraries": "",
        "primary_conninfo": "",
        "synchronous_standby_names": "",
        "shared_buffers": "64MB",
        # Nobody is let in before the log has been replayed to its moment.
        "hot_standby": "off",
        "logging_collector": "off",
        "log_destination": "stderr",
        "lc_messages": "C",
        "restore_command": f"cp '{wal}/%f' '%p'",
        "recovery_target_timeline": "latest",
        "recovery_target_action": "promote",
    }
    if restored.at is not None:
        chosen["recovery_target_time"] = restored.at.isoformat()
    return [
        "-D",
        str(restored.data),
        *(word for name, value in chosen.items() for word in ("-c", f"{name}={value}")),
    ]


def _wait(server: "subprocess.Popen[bytes]", socket: Path, log: Path) -> None:
    deadline = time.monotonic() + RECOVERY_PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise _explain(places.tail(log, 40))
        try:
            psycopg2.connect(host=str(socket), dbname="postgres", user=role()).close()
        except psycopg2.OperationalError as error:
            if "does not exist" in str(error):
                return
            time.sleep(0.05)
        else:
            return
    raise LocalProblem(f"等了 {RECOVERY_PATIENCE:.0f} 秒还没有恢复好。日志：{log}")


def role() -> str:
    """The copy has the roles of its source, so ours is there."""
    return str(connection.settings_dict["USER"] or postgres_server.NAME)


def _explain(report: str) -> LocalProblem:
    if "recovery ended before configured recovery target was reached" in report:
        return Damaged(
            "备份里的日志到不了这个时间：要么时间选得比最后一次备份还晚，要么最后几段日志不见了。\n换一个更早的时间再试。"
        )
    if "is from different database system" in report or "could not locate required checkpoint" in report:
        return Damaged(f"日志和数据库不是一套，不能恢复。\n{report}")
    return tools.explain(report, "恢复数据库")
