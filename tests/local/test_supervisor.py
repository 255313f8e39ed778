"""The keeper of `make run`, with small programs in place of web, beat and worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.local import services, supervisor
from core.local.problems import LocalProblem
from core.local.supervisor import Child
from tests.local.conftest import Place

ENVIRONMENT = dict(os.environ)
SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
# Says hello, and on SIGTERM writes its name down before it leaves.
POLITE = """
import signal, sys, time
def leave(*_):
    open(sys.argv[2], "a").write(sys.argv[1] + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XG_VAR", str(tmp_path / "var"))
    for name in ("ADDRESS", "PORT"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "var").mkdir()
    return tmp_path / "var"


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child("web", "网页", SLEEPS, 1)
    supervisor.start(made, ENVIRONMENT)
    yield made
    supervisor.kill_group(made, signal.SIGKILL)


def until(is_so: Callable[[], bool], patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_a_child_that_dies_is_said_and_started_again(
    child: Child, capsys: pytest.CaptureFixture[str]
) -> None:
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    supervisor.look_after([child], ENVIRONMENT)
    waiting = child.process is None
    assert waiting
    child.again_at = 0
    supervisor.look_after([child], ENVIRONMENT)
    assert child.process is not None
    assert child.process.pid != first
    told = capsys.readouterr().out
    assert "网页停了（退出码 -9），1 秒后重新启动" in told
    assert "网页已重新启动" in told


def test_a_child_that_keeps_dying_young_is_given_longer_pauses() -> None:
    failing = Child("beat", "定时", [sys.executable, "-c", "raise SystemExit(3)"], 1)
    pauses = []
    for _ in range(7):
        supervisor.start(failing, ENVIRONMENT)
        assert failing.process
        failing.process.wait()
        supervisor.look_after([failing], ENVIRONMENT)
        pauses.append(failing.pause)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    supervisor.start(failing, ENVIRONMENT)
    assert failing.process
    failing.process.wait()
    failing.started -= supervisor.STEADY + 1
    supervisor.look_after([failing], ENVIRONMENT)
    assert failing.pause == 1, "one that had run well is restarted at once"


def test_children_stop_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "stop_if_idle", lambda: [])
    journal = tmp_path / "journal"
    names = ["web", "beat", "worker"]
    children = [Child(name, name, [sys.executable, "-c", POLITE, name, str(journal)], 10) for name in names]
    for one in children:
        supervisor.start(one, ENVIRONMENT)
    until(lambda: all(one.log.read_text().endswith("ready\n") for one in children))
    supervisor.stop_all(children)
    assert journal.read_text().split() == names


def test_one_that_will_not_stop_is_killed_with_its_own_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "stop_if_idle", lambda: [])
    stubborn = "import subprocess, signal, time; signal.signal(15, signal.SIG_IGN);"
    stubborn += "p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)"
    child = Child("worker", "后台任务", [sys.executable, "-c", stubborn], 0.3)
    supervisor.start(child, ENVIRONMENT)
    until(lambda: child.log.read_text().endswith("\n"))
    grandchild = int(child.log.read_text())
    supervisor.stop_all([child])
    assert child.process
    assert child.process.wait(5) == -signal.SIGKILL
    until(lambda: not is_running(grandchild))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_children_do_not_outlive_a_keeper_that_was_killed() -> None:
    program = (
        "import os, time; from core.local import supervisor as s; from core.local.supervisor import Child;"
    )
    program += f"c = Child('web', 'x', {SLEEPS!r}, 1); s.start(c, dict(os.environ));"
    program += "print(c.process.pid, flush=True); time.sleep(60)"
    keeper = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert keeper.stdout
    orphan = int(keeper.stdout.readline())
    keeper.kill()
    keeper.communicate()
    until(lambda: not is_running(orphan))


def test_a_second_run_in_the_same_folder_is_told_where_the_first_is(own_var: Path) -> None:
    with supervisor.only_run() as announce:
        announce("http://127.0.0.1:8123")
        done = Place(own_var).local("run")
    assert done.returncode == 1
    assert "已经有一个在运行：http://127.0.0.1:8123" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_free_port_from_8000_is_taken() -> None:
    _, port = supervisor.where_to_listen()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        assert supervisor.where_to_listen()[1] > port


@pytest.mark.parametrize("port", ["0", "65536", "八千", "80 80", "-1"])
def test_a_wrong_port_is_named(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(LocalProblem, match="1 到 65535"):
        supervisor.where_to_listen()


def test_a_wanted_port_that_is_taken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        monkeypatch.setenv("PORT", str(squatter.getsockname()[1]))
        with pytest.raises(LocalProblem, match="已经被别的程序占用"):
            supervisor.where_to_listen()


@pytest.mark.parametrize("address", ["no such address", "192.0.2.1", "::1"])
def test_an_address_of_another_machine_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRESS", address)
    with pytest.raises(LocalProblem, match="ADDRESS"):
        supervisor.where_to_listen()
