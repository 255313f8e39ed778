"""The drill: bring the town back, hold it against what was known at the moment, throw it away. And the same for real."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone

from core.backup import restoring, tools
from core.backup.checking import Figures, trim_heads
from core.backup.restoring import Restored
from core.backup.taking import DRILL
from core.backup.vault import Mark, Vault, read_or_refuse
from core.jobs.recorder import noted
from core.local import places
from core.local.problems import LocalProblem


class DrillFailed(LocalProblem):
    """The restored town is not the one of that moment; each line says where."""


@dataclass(frozen=True)
class Result:
    """One restore: `seconds` from sealed files to a checked town."""

    at: datetime | None
    seconds: float
    segments: int
    figures: Figures


def drill(vault: Vault, moments: list[datetime]) -> list[Result]:
    """Restore each moment into a folder of its own, check it, remove it. Raises DrillFailed or what the restore refused;
    the page 系统状态 tells either."""
    with vault.taken(), noted(DRILL):
        found = []
        for at in moments:
            with tempfile.TemporaryDirectory(prefix="drill-", dir=vault.work) as scratch:
                found.append(_one(vault, Path(scratch) / "town", at, for_good=False))
    return found


def restore(vault: Vault, folder: Path, at: datetime | None) -> Result:
    """The same for real: `folder` then holds `pg`, `media` and the journals, checked, erased again and shut down."""
    with vault.taken():
        result = _one(vault, folder, at, for_good=True)
    shutil.rmtree(folder / "wal")
    (folder / "hba.conf").unlink()
    return result


def some_moments(vault: Vault, seed: int, number: int = 3) -> list[datetime]:
    """So many of the moments at which the ledger's end was written down, drawn by the seed."""
    first = read_or_refuse(vault)[0].done_at
    marks: list[Mark] = [one for one in vault.marks() if one.at >= first]
    if not marks:
        raise LocalProblem("备份里还没有可以核对的时间点。先运行一次 make backup。")
    drawn = random.Random(seed).sample(marks, min(number, len(marks)))  # noqa: S311 - a sample, not a secret
    return sorted(one.at for one in drawn)


def _one(vault: Vault, folder: Path, at: datetime | None, *, for_good: bool) -> Result:
    begun = time.monotonic()
    restored = restoring.unpack(vault, folder, at=at)
    trim_heads(folder / "heads.log", at)
    with restoring.served(restored) as socket:
        if not for_good:
            _read_every_page(restored, socket)
        figures = _checked(vault, restored, socket, folder / "media" if for_good else None)
    if figures.wrong:
        raise DrillFailed("恢复出来的和当时不一样：\n" + "\n".join(figures.wrong[:20]))
    return Result(at, time.monotonic() - begun, restored.segments, figures)


def _read_every_page(restored: Restored, socket: str) -> None:
    """pg_amcheck: every table and index of the copy is whole."""
    client = tools.client_folder(restored.copy.version)
    words = [
        str(client / "pg_amcheck"),
        "--install-missing",
        "-h",
        socket,
        "-U",
        restoring.role(),
        "-d",
        _database(),
    ]
    tools.run(words, {**os.environ, "LC_ALL": "C.UTF-8"}, "核对恢复出来的表和索引")


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _checked(vault: Vault, restored: Restored, socket: str, media: Path | None) -> Figures:
    """In a process of its own, whose every setting points at the copy."""
    words = [sys.executable, "manage.py", "check_restored"]
    words += ["--at", restored.at.isoformat()] if restored.at else []
    words += ["--media", str(media)] if media else []
    ours = {
        "DATABASE_URL": f"postgresql://{restoring.role()}@/{_database()}",
        "PGHOST": socket,
        "PGPORT": "5432",
        "BACKUP_DIR": str(vault.folder),
        "ERASURES_FILE": str(restored.folder / "erasures.log"),
        "SUPPORT_ERASURES_FILE": str(restored.folder / "support.log"),
        "AUDIT_HEADS_FILE": str(restored.folder / "heads.log"),
    }
    environment = {name: value for name, value in os.environ.items() if name not in _FILES} | ours
    done = subprocess.run(  # noqa: S603 - our own program
        words, cwd=places.CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise LocalProblem(f"检查恢复出来的副本没有成功：\n{done.stderr[-2000:]}")
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


# A value in a file would win over ours (xiongguan.env).
_FILES = {f"{name}_FILE" for name in ("DATABASE_URL", "BACKUP_DIR", "ERASURES_FILE", "AUDIT_HEADS_FILE")}


def words_for(result: Result) -> str:
    """One line of figures for people."""
    figures = result.figures
    when = f"{timezone.localtime(result.at):%Y-%m-%d %H:%M:%S}" if result.at else "日志的末尾"
    same = "和当时逐字节相同" if figures.is_head_equal else "接在当时的后面"
    counted = "，行数和当时相同" if figures.is_counted else ""
    return (
        f"恢复到 {when}：用了{result.seconds:.1f}秒，日志{result.segments}段；操作记录{figures.lines}行完整，"
        f"末行第{figures.seq}行{same}{counted}；附件{figures.files}个都在，打开核对{figures.files_opened}个；"
        f"补删{figures.erased_again}项"
    )
