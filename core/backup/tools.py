"""PostgreSQL's own programs, aimed at the database of the settings. The password goes by the environment, never by words."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection

from core.local import places, programs
from core.local.problems import LocalProblem

OLDEST = 15  # from here on a slot tells pg_receivewal where to go on


@dataclass(frozen=True)
class Source:
    """The server we copy from, and the programs that fit it."""

    version: int
    folder: Path
    environment: dict[str, str]

    def run(self, program: str, *words: str, doing: str) -> str:
        """What the program printed. Raises LocalProblem with the program's own words."""
        return run([str(self.folder / program), *words], self.environment, doing)


def the_source() -> Source:
    """The database that the settings name. Asks it for its version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        major = int(cursor.fetchone()[0])
    if major < OLDEST:
        raise LocalProblem(f"数据库是 PostgreSQL {major}，备份要 {OLDEST} 或更新。")
    told = connection.get_connection_params()
    given = {
        "PGHOST": told.get("host"),
        "PGPORT": told.get("port"),
        "PGUSER": told.get("user"),
        "PGPASSWORD": told.get("password"),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    environment = kept | {name: str(value) for name, value in given.items() if value} | {"LC_ALL": "C.UTF-8"}
    return Source(major, client_folder(major), environment)


@contextmanager
def own_session() -> Iterator[Any]:
    """A cursor of a session of its own, each statement committed by itself: the app's sessions step down to a role that may
    not speak of the log (specialgroups.wall)."""
    told = connection.get_connection_params()
    words = {name: told[name] for name in ("dbname", "host", "port", "user", "password") if told.get(name)}
    session = psycopg2.connect(**words)
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            yield cursor
    except psycopg2.errors.InsufficientPrivilege as error:
        raise explain(str(error), "备份") from error
    finally:
        session.close()


def client_folder(major: int) -> Path:
    """Programs of the server's version or the nearest newer one: an older pg_basebackup does not speak to a newer server."""
    fit = [one for one in programs.postgres_folders() if (programs.major_version(one) or 0) >= major]
    fit = [one for one in fit if os.access(one / "pg_basebackup", os.X_OK)]
    if not fit:
        raise LocalProblem(
            f"这台机器上没有 PostgreSQL {major} 的备份程序（pg_basebackup）。\n安装 postgresql-{major}。"
        )
    return min(fit, key=lambda one: programs.major_version(one) or 0)


def server_folder(major: int) -> Path:
    """A server of exactly this version: no other opens the data."""
    for one in programs.postgres_folders():
        if programs.major_version(one) == major:
            return one
    raise LocalProblem(
        f"备份是 PostgreSQL {major} 的，这台机器上没有这个版本。\n安装 postgresql-{major} 再恢复。"
    )


def run(command: list[str], environment: dict[str, str], doing: str) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise explain(done.stdout + done.stderr, doing)
    return done.stdout


_NOT_ALLOWED = (
    "no pg_hba.conf entry for replication",
    "start WAL sender",
    "replication slots",
    "permission denied",
)


def explain(report: str, doing: str) -> LocalProblem:
    """A program's last words in plain Chinese where we know them, as they are where we do not."""
    report = report.strip()[-2000:]
    if "No space left on device" in report or "Disk quota exceeded" in report:
        found = re.search(r'"([^"]+)"', report)
        return places.disk_full(Path(found.group(1)) if found else places.var_dir())
    if any(words in report for words in _NOT_ALLOWED):
        return LocalProblem(
            f"{doing}没有成功：数据库不许这个账号复制。\n给它 REPLICATION 权限，并在 pg_hba.conf 加一行 replication。\n{report}"
        )
    return LocalProblem(f"{doing}没有成功：\n{report}")
