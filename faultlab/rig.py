"""Private PostgreSQL and Redis, and the product's web, workers and beats on its real settings, all in one temporary folder."""

import hashlib
import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

from core.local import places, postgres_server, processes, programs, redis_server, supervisor
from core.local.supervisor import Child
from faultlab.proxy import Proxy

HEAL_PATIENCE = 120.0
SMALL_DISK = "400m"


def own_environment(folder: Path) -> None:
    """This process and its children know no servers but those of the folder. Before Django reads its settings."""
    for name in list(os.environ):
        if name.startswith(("DATABASE_URL", "REDIS_URL", "XG_", "NOTICE_", "EMAIL_")):
            del os.environ[name]
    os.environ["XG_VAR"] = str(folder)
    # A limit per minute of one key would measure the limit.
    os.environ["API_REQUESTS_A_MINUTE"] = "1000000"
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiongguan.settings"


def free_port() -> int:
    """Below those that the system hands to outgoing lines: one of these would take the port of a server that was just killed."""
    return places.free_port(random.SystemRandom().randrange(20_000, 32_000))


class Rig:
    """`with Rig(seed, folder) as rig:` gives servers and addresses; `start()` the programs."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed, self.chance = seed, random.Random(seed)
        self.folder = folder
        self.children: list[Child] = []
        self.kept_up = threading.Event()
        self.restarts = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        places.ready_var()
        for name in ("postgres", "redis"):
            places.remember_port(name, free_port())
        self.pg_port, self.redis_port = postgres_server.ensure(), redis_server.ensure()
        os.environ["DATABASE_URL"] = postgres_server.url(self.pg_port)
        os.environ["REDIS_URL"] = redis_server.url(self.redis_port)
        self.pg_line = self._stack.enter_context(Proxy(self.pg_port, self.seed + 1))
        self.redis_line = self._stack.enter_context(Proxy(self.redis_port, self.seed + 2))
        self.web_port = free_port()
        self.web_line = self._stack.enter_context(Proxy(self.web_port, self.seed + 3))
        return self

    def __exit__(self, *_: object) -> None:
        self.kept_up.clear()
        for child in self.children:
            supervisor.kill_group(child, signal.SIGKILL)
        self._stack.close()
        redis_server.stop()
        postgres_server.stop()

    # --- the programs --------------------------------------------------------------------------------
    def environment(self) -> dict[str, str]:
        """Every line between our programs and the servers goes through a proxy."""
        ours = {
            "DATABASE_URL": postgres_server.url(self.pg_line.port),
            "REDIS_URL": redis_server.url(self.redis_line.port),
        }
        return {**os.environ, **ours}

    def start(self, *, doubled: bool) -> None:
        """Web, worker and beat as `make run` starts them, `doubled` with a second worker and a second beat; whoever dies is
        started again, as an office's machine does (restart: unless-stopped)."""
        web, beat, worker, _ = supervisor.the_children("127.0.0.1", self.web_port)
        second = [*worker.command, "-n", "second@%h"]
        other = [*beat.command, "-s", str(self.folder / "second-schedule")]
        self.children = [web, beat, worker]
        if doubled:
            self.children += [Child("beat2", "定时", other, 5), Child("worker2", "后台任务", second, 30)]
        for child in self.children:
            supervisor.start(child, self.environment())
        self.kept_up.set()
        threading.Thread(target=self._keep_up, daemon=True).start()
        self.heal()

    def _keep_up(self) -> None:
        while self.kept_up.is_set():
            for child in self.children:
                if child.process and child.process.poll() is not None and self.kept_up.is_set():
                    supervisor.kill_group(child, signal.SIGKILL)
                    self.restarts += 1
                    supervisor.start(child, self.environment())
            time.sleep(0.2)

    def pid(self, name: str) -> int:
        """The leader's process of one of our programs."""
        child = next(one for one in self.children if one.name == name)
        return child.process.pid if child.process else 0

    def names(self, start: str) -> list[str]:
        """Our programs of one kind."""
        return [one.name for one in self.children if one.name.startswith(start)]

    def web_workers(self) -> list[int]:
        return children_of(self.pid("web"))

    # --- hands ---------------------------------------------------------------------------------------
    def kill(self, pid: int, how: signal.Signals = signal.SIGKILL) -> bool:
        """By its number only, and only while it is ours."""
        with suppress(ProcessLookupError):
            if pid > 1:
                os.kill(pid, how)
                return True
        return False

    def postmaster(self) -> int:
        server = postgres_server.running()
        return server[0] if server else 0

    def end_postgres(self, how: signal.Signals) -> None:
        """SIGKILL is the postmaster's sudden death, SIGQUIT its immediate stop; then it is started again and recovers."""
        pid = self.postmaster()
        self.kill(pid, how)
        processes.wait_for(lambda: not processes.is_alive(pid), 20)
        self._again(postgres_server.ensure, self.pg_port)

    def end_redis(self, *, forget: bool) -> None:
        """Killed outright; with `forget` its file is lost too."""
        server = redis_server.running()
        pid = server[0] if server else 0
        self.kill(pid)
        processes.wait_for(lambda: not processes.is_alive(pid), 10)
        if forget:
            shutil.rmtree(redis_server.data_folder(), ignore_errors=True)
        self._again(redis_server.ensure, self.redis_port)

    def _again(self, ensure: Callable[[], int], port: int) -> None:
        """Where the proxy before it looks for it. The system lets a port go a moment after the process that had it."""
        processes.wait_for(lambda: places.is_free(port), 20)
        if (now := ensure()) != port:
            raise RuntimeError(f"服务器换了端口：{port} → {now}")

    @contextmanager
    def stopped(self, pid: int) -> Iterator[None]:
        """SIGSTOP for as long as the block takes."""
        self.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            self.kill(pid, signal.SIGCONT)

    def heal(self) -> float:
        """All lines good; seconds until the health page answers. Raises TimeoutError after HEAL_PATIENCE."""
        for line in (self.pg_line, self.redis_line, self.web_line):
            line.heal()
        begun = time.monotonic()
        if not processes.wait_for(self.is_healthy, HEAL_PATIENCE):
            raise TimeoutError(
                f"网页{HEAL_PATIENCE:.0f}秒没有恢复：\n{places.tail(self.children[0].log, 30)}"
            )
        return time.monotonic() - begun

    def is_healthy(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=3)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def children_of(parent: int) -> list[int]:
    """Processes whose parent this is, from /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent and fields[0] != "Z":
                    found.append(int(entry.name))
    return sorted(found)


# --- tables once ----------------------------------------------------------------------------------------
def stamp() -> str:
    """Changes with any migration, with what migrations ship, and with the server's version."""
    digest = hashlib.sha256(str(programs.major_version(programs.postgres_folders()[0])).encode())
    for path in sorted(places.CHECKOUT.glob("[a-z]*/**/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def room(*, disk: bool) -> Iterator[Path]:
    """A temporary folder for everything, gone at the end; with `disk` a small disk of its own, which only root may mount."""
    base = Path(tempfile.mkdtemp(prefix="xg-faultlab-"))
    folder = base / "var"
    folder.mkdir()
    # Where root has to become nobody for PostgreSQL, nobody must be able to pass.
    base.chmod(0o711)
    folder.chmod(0o711)
    if disk:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=711", "faultlab", folder], check=True
        )
    try:
        yield folder
    finally:
        if disk:
            subprocess.run(["umount", folder], check=False)
        shutil.rmtree(base, ignore_errors=True)


def prepare(folder: Path, kept: Path) -> None:
    """A cluster with all tables in the folder: from an earlier run, or made now and kept for the next."""
    places.ready_var()
    if lay_prepared(kept, folder):
        return
    places.remember_port("postgres", free_port())
    here = {"DATABASE_URL": postgres_server.url(postgres_server.ensure())}
    words = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(words, cwd=places.CHECKOUT, env={**os.environ, **here}, check=True)
    postgres_server.stop()
    keep_prepared(kept, folder)


def lay_prepared(kept: Path, folder: Path) -> bool:
    """Copy a cluster with all tables from an earlier run. False when there is none."""
    if not (kept / "done").exists():
        return False
    _copy(kept / "pg", folder)
    _copy(kept / postgres_server.PASSWORD_FILE, folder)
    return True


def keep_prepared(kept: Path, folder: Path) -> None:
    """The cluster with its tables, stopped cleanly, for the next run; older ones go."""
    for old in kept.parent.glob("faultlab-*"):
        shutil.rmtree(old, ignore_errors=True)
    fresh = kept.with_name(kept.name + f".{os.getpid()}")
    fresh.mkdir(parents=True, mode=0o711)
    _copy(folder / "pg", fresh)
    _copy(folder / postgres_server.PASSWORD_FILE, fresh)
    (fresh / "done").write_text("")
    with suppress(OSError):
        fresh.rename(kept)


def _copy(what: Path, into: Path) -> None:
    """With owner and mode: PostgreSQL opens no other."""
    subprocess.run(["cp", "-a", str(what), str(into)], check=True)
