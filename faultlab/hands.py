"""What breaks things: each hand is one fault while people work. The seed draws which comes next."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg2
import redis

from core.local import postgres_server, redis_server, supervisor
from faultlab.database import patiently

if TYPE_CHECKING:
    from faultlab.lab import Lab


@dataclass(frozen=True)
class Hand:
    """`kills` says whether a process dies by it; what only breaks lines or stops a while is counted as a fault alone.
    `slow` ones, after which a whole program loads again, are not in a short run."""

    code: str
    words: str
    act: Callable[["Lab"], None]
    share: int
    kills: bool = True
    slow: bool = False


def kill_web_worker(lab: "Lab") -> None:
    workers = lab.rig.web_workers()
    if workers:
        lab.rig.kill(lab.chance.choice(workers))


def kill_web(lab: "Lab") -> None:
    _kill_group(lab, "web")


def kill_worker(lab: "Lab") -> None:
    """While it may hold claimed rows and unacknowledged messages."""
    _kill_group(lab, lab.chance.choice(lab.rig.names("worker")))


def kill_beat(lab: "Lab") -> None:
    """One dies, the other, if there is one, stands still meanwhile: nobody ticks, and nothing that is due may be lost."""
    beats = lab.rig.names("beat")
    lab.chance.shuffle(beats)
    with lab.rig.stopped(lab.rig.pid(beats[-1])):
        _kill_group(lab, beats[0])
        time.sleep(lab.chance.uniform(0.5, 3))


def _kill_group(lab: "Lab", name: str) -> None:
    supervisor.kill_group(next(one for one in lab.rig.children if one.name == name), signal.SIGKILL)


def kill_postmaster(lab: "Lab") -> None:
    lab.rig.end_postgres(signal.SIGKILL)


def stop_postgres_at_once(lab: "Lab") -> None:
    """As `pg_ctl stop -m immediate`: no checkpoint, recovery from the log."""
    lab.rig.end_postgres(signal.SIGQUIT)


def kill_backend(lab: "Lab") -> None:
    """PostgreSQL then ends all others too and recovers by itself."""
    pids = _backends()
    if pids:
        lab.rig.kill(lab.chance.choice(pids))


def end_all_backends(lab: "Lab") -> None:
    _ask_server(f"SELECT pg_terminate_backend(pid) FROM ({_OTHERS}) one")  # noqa: S608


_OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def _backends() -> list[int]:
    return [row[0] for row in _ask_server(_OTHERS)]


def _ask_server(statement: str) -> list[tuple[int]]:
    """As the server's owner: the product's own connections have put that right down."""

    def look() -> list[tuple[int]]:
        with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as line, line.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    return patiently(look)


def kill_redis(lab: "Lab") -> None:
    """Half the times its file is lost too."""
    lab.rig.end_redis(forget=lab.chance.random() < 0.5)


def flush_redis(lab: "Lab") -> None:
    redis.Redis.from_url(redis_server.url(lab.rig.redis_port)).flushall()


def stop_redis(lab: "Lab") -> None:
    """It stands still: connected, and silent."""
    server = redis_server.running()
    with lab.rig.stopped(server[0] if server else 0):
        time.sleep(lab.chance.uniform(1, 4))


def cut_clients(lab: "Lab") -> None:
    """A third of the requests are cut after some bytes, going or coming."""
    lab.rig.web_line.faults.cut_share = 0.33
    time.sleep(lab.chance.uniform(1.5, 3))


def cut_database(lab: "Lab") -> None:
    """All lines to PostgreSQL break, and half of the new ones after some bytes: also between COMMIT and its answer."""
    line = lab.rig.pg_line
    line.faults.cut_share, line.faults.cut_within = 0.5, 60_000
    line.cut_all()
    time.sleep(lab.chance.uniform(1, 3))


def swallow_database(lab: "Lab") -> None:
    """Bytes to PostgreSQL go nowhere for a while, then arrive late."""
    lab.rig.pg_line.faults.hole = True
    time.sleep(lab.chance.uniform(1, 3))
    lab.rig.pg_line.faults.hole = False
    if lab.chance.random() < 0.5:
        lab.rig.pg_line.cut_all()


def slow_lines(lab: "Lab") -> None:
    lab.rig.pg_line.faults.delay = 0.02
    lab.rig.redis_line.faults.delay = 0.5
    time.sleep(lab.chance.uniform(1, 3))


def fill_disk(lab: "Lab") -> None:
    """The small disk of PostgreSQL, Redis, logs and files is full to the last byte, then has room again."""
    ballast = lab.rig.folder / "ballast"
    with ballast.open("wb", buffering=0) as handle, suppress(OSError):
        while True:
            handle.write(bytes(1 << 20))
    if not _is_refused_room():
        lab.wrong.append("F8 磁盘没有真的写满")
    time.sleep(lab.chance.uniform(3, 6))
    ballast.unlink()
    # PostgreSQL that could not write its log ends itself; whoever runs it starts it again.
    postgres_server.ensure()


def _is_refused_room() -> bool:
    """PostgreSQL itself met the full disk: a table of 60 MB, which is taken back whatever happens, does not fit."""
    table = (
        "CREATE TABLE faultlab_ballast AS SELECT repeat(md5(n::text), 30) FROM generate_series(1, 60000) n"
    )
    try:
        with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as line, line.cursor() as cursor:
            cursor.execute(table)
    except (psycopg2.errors.DiskFull, psycopg2.OperationalError):
        return True
    return False


HANDS = (
    Hand("F1", "kill -9 一个网页进程", kill_web_worker, 14),
    Hand("F1", "kill -9 整个网页服务", kill_web, 3, slow=True),
    Hand("F2", "kill -9 后台任务", kill_worker, 12),
    Hand("F3", "kill -9 一个定时，别的定时停住", kill_beat, 6, slow=True),
    Hand("F4", "kill -9 PostgreSQL 主进程", kill_postmaster, 7),
    Hand("F4", "PostgreSQL 立即停止", stop_postgres_at_once, 4),
    Hand("F4", "kill -9 一个数据库连接进程", kill_backend, 5),
    Hand("F4", "切断全部数据库连接", end_all_backends, 4),
    Hand("F5", "kill -9 Redis，一半连文件一起丢", kill_redis, 7),
    Hand("F5", "清空 Redis", flush_redis, 4, kills=False),
    Hand("F5", "Redis 停住不答", stop_redis, 3, kills=False),
    Hand("F6", "浏览器到网页的线路传到一半断开", cut_clients, 7, kills=False),
    Hand("F6", "网页到数据库的线路传到一半断开", cut_database, 5, kills=False),
    Hand("F6", "网页到数据库的线路吞掉数据", swallow_database, 4, kills=False),
    Hand("F6", "线路变慢", slow_lines, 3, kills=False),
)


# Not drawn: it needs a small disk of its own (--disk).
FULL_DISK = Hand("F8", "磁盘写满，过一会儿腾空", fill_disk, 0, kills=False)


def draw(lab: "Lab", kills: int, *, disk: int = 0) -> list[Hand]:
    """So many kills, the other faults strewn between them; each hand once before any comes again. In a short run only what
    is quick comes again."""
    hands = [one for one in HANDS if lab.is_long or not one.slow]
    again = hands if lab.is_long else [one for one in hands if one.kills and one.code not in ("F2", "F3")]
    found = [one for one in hands if one.kills][:kills]
    while sum(one.kills for one in found) < kills:
        found += lab.chance.choices(again, [one.share for one in again])
    found += [one for one in hands if not one.kills and one not in found] + [FULL_DISK] * disk
    lab.chance.shuffle(found)
    return found
