"""`make run`: prepare the town, keep web, worker and beat alive, stop them in order."""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from core.local import places, services
from core.local.problems import LocalProblem

FIRST_PORT = 8000
READY_PATIENCE = 90.0
LONGEST_PAUSE = 30.0
STEADY = 60.0  # a child that lived this long has earned a quick restart again


@dataclass
class Child:
    """One program we keep alive: its name for people, its command, how long it may take to stop."""

    name: str
    label: str
    command: list[str]
    patience: float
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.5
    again_at: float = field(default=0.0)

    @property
    def log(self) -> Path:
        return places.var_dir() / "log" / f"{self.name}.log"


class Stopped(Exception):
    """Ctrl-C, or a SIGTERM from whoever started us."""


def run() -> int:
    with only_run() as announce:
        environment = services.environment()
        address, port = where_to_listen()
        environment |= demo_environment(address, port)
        signal.signal(signal.SIGTERM, raise_stopped)
        signal.signal(signal.SIGINT, raise_stopped)
        children = the_children(address, port)
        try:
            # It loads on the other core while the town is built; nobody is told the address yet.
            start(children[0], environment)
            accounts = prepare(environment)
            for child in children[1:]:
                start(child, environment)
            wait_until_ready(children, port, environment)
            announce(environment["PUBLIC_ADDRESS"])
            greet(environment["PUBLIC_ADDRESS"], accounts)
            while True:
                look_after(children, environment)
                time.sleep(0.5)
        except Stopped:
            say("正在停止……再按一次 Ctrl-C 立即结束")
            return 0
        finally:
            stop_all(children)


def raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def the_children(address: str, port: int) -> list[Child]:
    """Web first, because it is what people wait for. Stopped from the first to the last."""
    python, celery = sys.executable, [sys.executable, "-m", "celery", "-A", "xiongguan"]
    web = [python, "-m", "gunicorn", "xiongguan.wsgi:application", "--bind", f"{address}:{port}"]
    web += [
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--preload",
        "--no-control-socket",
    ]
    schedule = str(places.var_dir() / "celerybeat-schedule")
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "-l", "INFO"]
    # Calls to other machines wait in threads, apart from the work that must not wait (xiongguan.beat).
    calls = [*celery, "worker", "-Q", "hooks", "--pool", "threads", "--concurrency", "20", "-n", "calls@%h"]
    calls += ["--without-gossip", "--without-mingle", "-l", "INFO"]
    return [
        Child("web", "网页", web, 15),
        Child("beat", "定时", [*celery, "beat", "-s", schedule, "-l", "INFO"], 5),
        Child("worker", "后台任务", worker, 30),
        Child("calls", "推送", calls, 15),
    ]


@contextlib.contextmanager
def only_run() -> Iterator[Callable[[str], None]]:
    """One `make run` a folder: a second one is told where the first one is."""
    with (places.ready_var() / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = lock.read().strip() or "（还在启动）"
            raise LocalProblem(
                f"这个文件夹里已经有一个在运行：{where}\n直接打开它；要重新启动，先在那个窗口按 Ctrl-C。"
            ) from None
        lock.truncate(0)

        def announce(address: str) -> None:
            lock.write(address)
            lock.flush()

        yield announce


def where_to_listen() -> tuple[str, int]:
    address = listening_address()
    wanted = os.environ.get("PORT", "")
    if not wanted:
        return address, places.free_port(FIRST_PORT, address)
    if not wanted.isdecimal() or not 1 <= int(wanted) <= 65535:
        raise LocalProblem(f"PORT 要写 1 到 65535 之间的数字，现在是「{wanted}」。")
    if not places.is_free(int(wanted), address):
        raise LocalProblem(
            f"端口 {wanted} 已经被别的程序占用。\n换一个：PORT=8010 make run；不写 PORT 会自动找空闲的。"
        )
    return address, int(wanted)


def listening_address() -> str:
    """ADDRESS, proved by listening there once on any port."""
    address = os.environ.get("ADDRESS") or "127.0.0.1"
    if not places.is_free(0, address):
        raise LocalProblem(
            f"ADDRESS 不是这台机器上能用的 IPv4 地址：「{address}」。\n"
            "只在本机用就不要写它；让别的设备也能打开，写 0.0.0.0。"
        )
    return address


def demo_environment(address: str, port: int) -> dict[str, str]:
    """What the pages need to know of the address; a value the user gave wins."""
    shown = own_address() if address == "0.0.0.0" else address  # noqa: S104 - compared, not bound
    hosts = f"localhost,127.0.0.1,[::1],{shown}"
    defaults = {"PUBLIC_ADDRESS": f"http://{shown}:{port}", "ALLOWED_HOSTS": hosts}
    return {name: os.environ.get(name) or value for name, value in defaults.items()}


def own_address() -> str:
    """The address other machines see; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def prepare(environment: dict[str, str]) -> str:
    """Tables and town; the list of people to sign in as, empty where there is no demo."""
    accounts = places.var_dir() / "accounts.txt"
    scale = os.environ.get("SCALE") or "small"
    command = [sys.executable, "manage.py", "prepare_run", "--scale", scale, "--accounts", str(accounts)]
    done = subprocess.run(command, cwd=places.CHECKOUT, env=environment, check=False)
    if done.returncode != 0:
        raise LocalProblem("数据库没有准备好，原因见上面几行。")
    return accounts.read_text(encoding="utf-8").rstrip()


def start(child: Child, environment: dict[str, str]) -> None:
    child.log.parent.mkdir(exist_ok=True)
    with fresh_log(child.log) as log:
        child.process = subprocess.Popen(
            child.command,
            cwd=places.CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Its own group: Ctrl-C reaches us alone, and we stop them in our order.
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    child.started = time.monotonic()


def fresh_log(path: Path) -> IO[bytes]:
    """Keep one older file, so that a log never fills the disk."""
    if path.exists() and path.stat().st_size > 20 * 1024 * 1024:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def die_with_parent() -> None:
    """Linux: when we are killed outright, our children get a SIGTERM instead of living on."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def look_after(children: list[Child], environment: dict[str, str]) -> None:
    """Restart whoever has died, waiting longer each time it dies young."""
    now = time.monotonic()
    for child in children:
        if child.process and child.process.poll() is not None:
            lived = now - child.started
            child.pause = 1.0 if lived > STEADY else min(child.pause * 2, LONGEST_PAUSE)
            child.again_at = now + child.pause
            say(
                f"{child.label}停了（退出码 {child.process.returncode}），{child.pause:.0f} 秒后重新启动。日志：{child.log}"
            )
            kill_group(child, signal.SIGKILL)
            child.process = None
        elif child.process is None and now >= child.again_at:
            start(child, environment)
            say(f"{child.label}已重新启动")


def wait_until_ready(children: list[Child], port: int, environment: dict[str, str]) -> None:
    """Ready is what a browser would find: the health page answers."""
    say("启动网页、后台任务和定时")
    host = os.environ.get("ADDRESS") or "127.0.0.1"
    target = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/healthz"  # noqa: S104
    deadline = time.monotonic() + READY_PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(target, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        web = children[0]
        if web.process is None or web.process.poll() is not None:
            raise LocalProblem(f"网页没有启动起来（日志：{web.log}）：\n{places.tail(web.log, 25)}")
        time.sleep(0.1)
    raise LocalProblem(
        f"等了 {READY_PATIENCE:.0f} 秒网页还没有准备好（日志：{children[0].log}）。\n{places.tail(children[0].log, 25)}"
    )


def greet(address: str, accounts: str) -> None:
    print(f"\n雄关网格已启动：{address}\n")
    if accounts:
        print(accounts)
    print("\n按 Ctrl-C 停止。", flush=True)


def stop_all(children: list[Child]) -> None:
    """No new work first (web, beat), then let the worker finish, then the servers."""
    try:
        for child in children:
            if child.process and child.process.poll() is None:
                kill_group(child, signal.SIGTERM, leader_only=True)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(child.patience)
    except Stopped:
        say("立即结束")
    finally:
        for child in children:
            kill_group(child, signal.SIGKILL)
    services.leave()
    stopped = services.stop_if_idle()
    say("另一个命令还在用数据库，让它继续运行" if stopped is None else "已停止")


def kill_group(child: Child, how: signal.Signals, *, leader_only: bool = False) -> None:
    """The whole group on a kill, so that no grandchild keeps the port or a task."""
    if child.process is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if leader_only:
            child.process.send_signal(how)
        else:
            os.killpg(child.process.pid, how)


def say(text: str) -> None:
    print(f"» {text}", flush=True)
