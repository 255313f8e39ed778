"""The backup folder: what is where, what is kept, and one at a time."""

import contextlib
import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from core.backup.stream import Damaged, Key, open_bytes, seal_bytes
from core.local import places
from core.local.problems import LocalProblem

STAMP = "%Y%m%dT%H%M%SZ"
# A line of the marks file that was changed or added by hand counts for nothing.
SEGMENT = 24


@dataclass(frozen=True)
class Mark:
    """A moment at which nobody was writing to the ledger, and the ledger's end then. `counts` only with whole copies."""

    at: datetime
    seq: int
    digest: str
    signature: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Copy:
    """One whole copy. `done_at`: from this moment on any moment can be restored from it; `first`: its first WAL segment."""

    name: str
    done_at: datetime
    version: int
    first: str
    segment_bytes: int
    digest: str
    files: dict[str, int]


class Vault:
    """The folder and its key. Everything that is written appears under its name only when it is whole."""

    def __init__(self, folder: Path, key: Key) -> None:
        self.folder, self.key = folder, key

    @property
    def base(self) -> Path:
        return self.folder / "base"

    @property
    def wal(self) -> Path:
        return self.folder / "wal"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def journals(self) -> Path:
        return self.folder / "journals"

    @property
    def work(self) -> Path:
        """Plain pieces under way; for their owner only, emptied at each start. WAL that has arrived stays until sealed."""
        return self.folder / ".work"

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """The folder for us alone."""
        try:
            for one in (self.folder, self.base, self.wal, self.files, self.journals, self.work):
                one.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self.folder / ".lock").open("a") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise LocalProblem("另一个备份正在进行，等它做完再来。") from None
                yield
        except OSError as error:
            raise places.explain_os_error(error, self.folder) from error

    # --- whole copies
    def copies(self) -> list[Copy]:
        """Oldest first. Raises WrongKey or Damaged for one that does not open."""
        names = sorted(one.name for one in self.base.glob("*Z") if one.is_dir())
        return [self.facts(name) for name in names]

    def facts(self, name: str) -> Copy:
        told: dict[str, Any] = json.loads(
            open_bytes(self.base / name / "facts.sealed", self.key, f"facts:{name}")
        )
        return Copy(**{**told, "done_at": datetime.fromisoformat(told["done_at"])})

    # --- marks
    def add_mark(self, mark: Mark) -> None:
        text = json.dumps({**vars(mark), "at": mark.at.isoformat()}, sort_keys=True)
        with (self.folder / "marks.log").open("a", encoding="ascii") as handle:
            handle.write(f"{text} {self.key.mark(text)}\n")

    def marks(self) -> list[Mark]:
        path = self.folder / "marks.log"
        found = []
        for line in path.read_text(encoding="ascii", errors="replace").splitlines() if path.exists() else []:
            text, _, signed = line.rpartition(" ")
            if secrets.compare_digest(self.key.mark(text).encode(), signed.encode()):
                told = json.loads(text)
                found.append(Mark(**{**told, "at": datetime.fromisoformat(told["at"])}))
        return found

    # --- journals
    def keep_journals(self) -> None:
        """The newest state of what stays outside the database."""
        for name, path in outside().items():
            if path.exists():
                seal_bytes(self.journals / f"{name}.sealed", self.key, f"journal:{name}", path.read_bytes())

    def journal(self, name: str) -> bytes:
        path = self.journals / f"{name}.sealed"
        return open_bytes(path, self.key, f"journal:{name}") if path.exists() else b""

    # --- keeping
    def prune(self, now: datetime) -> int:
        """Remove whole copies that the rule does not keep, then WAL and attachments that no kept copy needs."""
        every = self.copies()
        kept = to_keep(every, now)
        for one in every:
            if one.name not in kept:
                shutil.rmtree(self.base / one.name)
        left = [one for one in every if one.name in kept]
        if left:
            first = min(one.first[8:] for one in left)
            for path in self.wal.glob("*.sealed"):
                if len(path.stem) == SEGMENT and path.stem[8:] < first:
                    path.unlink()
            needed = {name for one in left for name in one.files}
            newest = left[-1].done_at
            for path in self.files.rglob("*.sealed"):
                name = path.relative_to(self.files).as_posix().removesuffix(".sealed")
                # What came after the newest whole copy belongs to the WAL after it.
                if name not in needed and datetime.fromtimestamp(path.stat().st_mtime, UTC) < newest:
                    path.unlink()
        return len(every) - len(left)


def to_keep(copies: list[Copy], now: datetime) -> set[str]:
    """The plain rule: all of the last 24 hours, the last of each of the latest `days` days and of each of the latest `weeks` weeks; the newest
    always."""
    days: dict[object, str] = {}
    weeks: dict[object, str] = {}
    for one in copies:
        if one.done_at > now - timedelta(days=1):
            days[one.name] = one.name
        if one.done_at > now - timedelta(days=settings.BACKUP["days"]):
            days[one.done_at.date()] = one.name
        if one.done_at > now - timedelta(weeks=settings.BACKUP["weeks"]):
            weeks[one.done_at.isocalendar()[:2]] = one.name
    return {*days.values(), *weeks.values(), *(one.name for one in copies[-1:])}


def outside() -> dict[str, Path]:
    """What lies outside the database because it must not be turned back with it."""
    return {
        "erasures": Path(settings.ERASURES_FILE),
        "support": Path(settings.SUPPORT_ERASURES_FILE),
        "heads": Path(settings.AUDIT_HEADS_FILE),
    }


def the_vault() -> Vault:
    """Of the settings. In a demo the first backup makes a key of its own; a real installation is given one."""
    text, path = settings.BACKUP["key"], settings.BACKUP["key_file"]
    if not text and path.exists():
        text = path.read_text(encoding="ascii")
    if not text and settings.PRODUCTION:
        raise LocalProblem(
            "没有备份密钥。生成一个并另存：openssl rand -hex 32，交给 BACKUP_KEY_FILE 指的文件。"
        )
    if not text:
        text = secrets.token_hex(32)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        places.write_private(path, text + "\n")
    return Vault(settings.BACKUP["dir"], Key(text))


def read_or_refuse(vault: Vault) -> list[Copy]:
    """The whole copies, at least one."""
    if not vault.folder.is_dir() or not (found := vault.copies()):
        raise Damaged(f"{vault.folder} 里没有备份。先运行 make backup，或用 BACKUP_DIR 指明备份在哪里。")
    return found
