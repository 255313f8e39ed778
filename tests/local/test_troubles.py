"""What `core.local` does when the machine is against it: it heals itself, or says what to do."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from core.local.programs import AS_NOBODY, postgres_folders, works
from tests.local.conftest import Place, ask

pytestmark = pytest.mark.faults


def refusal(place: Place) -> str:
    """The one message a person gets; never a traceback."""
    done = place.local("up")
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_both_come_back_after_kill_9_with_what_was_saved(place: Place) -> None:
    database, redis_url = place.up()
    ask(database, "CREATE TABLE kept AS SELECT 7 AS n")
    redis.Redis.from_url(redis_url).set("kept", "7")
    time.sleep(1.1)  # Redis appends to its file once a second
    for pid in place.pids():
        os.kill(pid, signal.SIGKILL)
    database, redis_url = place.up()
    assert ask(database, "SELECT n FROM kept") == 7
    assert redis.Redis.from_url(redis_url).get("kept") == b"7"


def test_a_pid_file_left_behind_whose_number_now_belongs_to_another_program(place: Place) -> None:
    place.up()
    left = (place.var / "pg" / "postmaster.pid").read_text().splitlines()
    place.local("down")
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (place.var / "pg" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left[1:]]) + "\n")
        (place.var / "redis" / "redis.pid").write_text(f"{stranger.pid}\n")
        database, redis_url = place.up()
        assert ask(database, "SELECT 1") == 1
        assert redis.Redis.from_url(redis_url).ping()
        assert stranger.poll() is None, "the stranger must not be harmed"
    finally:
        stranger.kill()
        stranger.wait()


def test_ports_taken_by_somebody_else_are_left_to_them(place: Place) -> None:
    before = place.up()
    place.local("down")
    with socket.socket() as one, socket.socket() as two:
        for squatter, url in zip((one, two), before, strict=True):
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            squatter.bind(("127.0.0.1", int(url.rsplit(":", 1)[1].split("/")[0])))
            squatter.listen()
        database, redis_url = place.up()
        assert database != before[0]
        assert redis_url != before[1]
        assert ask(database, "SELECT 1") == 1


@pytest.mark.parametrize("up", [True, False], ids=["while up", "while down"])
def test_a_lost_password_or_note_of_ports_heals(place: Place, up: bool) -> None:
    database, _ = place.up()
    ask(database, "CREATE TABLE kept AS SELECT 7 AS n")
    if not up:
        place.local("down")
    (place.var / "pg-password").unlink()
    (place.var / "redis-password").unlink()
    (place.var / "services.json").write_text("{broken")
    database, redis_url = place.up()
    assert ask(database, "SELECT n FROM kept") == 7
    assert redis.Redis.from_url(redis_url).ping()


def test_a_setup_broken_off_midway_starts_afresh(place: Place) -> None:
    (place.var / "pg.new").mkdir(parents=True)
    (place.var / "pg.new" / "PG_VERSION").write_text("1")
    assert ask(place.up()[0], "SELECT 1") == 1


def test_data_of_another_version_is_not_touched(place: Place) -> None:
    place.up()
    place.local("down")
    (place.var / "pg" / "PG_VERSION").write_text("9\n")
    told = refusal(place)
    assert "是 PostgreSQL 9 建的" in told
    assert "装回 PostgreSQL 9" in told
    assert (place.var / "pg" / "base").exists()


def test_a_half_data_folder_is_named(place: Place) -> None:
    (place.var / "pg").mkdir(parents=True)
    assert "数据库不完整" in refusal(place)


def test_a_file_in_place_of_the_folder_is_named(place: Place) -> None:
    place.var.write_text("")
    assert "不是文件夹" in refusal(place)


def test_a_wrong_choice_of_programs_is_named(place: Place) -> None:
    place.extra = {"XG_BINARIES": "none"}
    assert "XG_BINARIES 只能是" in refusal(place)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m", "small", folder], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_so_and_nothing_saved_is_lost(place: Place, small_disk: Path) -> None:
    place.var = small_disk / "var"
    database, _ = place.up()
    ask(database, "CREATE TABLE kept AS SELECT 7 AS n")
    place.local("down")
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"), filler.open("wb") as stream:
        while True:
            stream.write(b"x" * 2**20)
    assert "磁盘满了" in refusal(place)
    filler.unlink()
    assert ask(place.up()[0], "SELECT n FROM kept") == 7
    place.local("down")


@pytest.fixture
def no_namespaces(tmp_path: Path) -> str:
    """A PATH on which `unshare` fails, as on a machine with user namespaces switched off."""
    if os.geteuid() != 0:
        pytest.skip("only root needs this way")
    fake = tmp_path / "bin" / "unshare"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    return f"{fake.parent}{os.pathsep}{os.environ['PATH']}"


def test_without_namespaces_root_becomes_nobody(place: Place, no_namespaces: str) -> None:
    if not works((*AS_NOBODY, "test", "-x", str(postgres_folders()[0]))):
        pytest.skip("nobody may not enter the folder that holds PostgreSQL")
    open_folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    open_folder.chmod(0o755)
    place.var, place.extra = open_folder / "var", {"PATH": no_namespaces}
    try:
        assert ask(place.up()[0], "SELECT 1") == 1
        assert (place.var / "pg").stat().st_uid == 65534
        place.local("down")
        assert ask(place.up()[0], "SELECT 1") == 1
        place.local("down")
    finally:
        shutil.rmtree(open_folder)


def test_without_namespaces_a_closed_folder_is_named(
    place: Place, no_namespaces: str, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place.var, place.extra = closed / "var", {"PATH": no_namespaces}
    assert "不能以 root 身份运行" in refusal(place)


def test_servers_in_use_by_another_command_are_left_running(place: Place) -> None:
    place.up()
    user = subprocess.Popen(place.command("exec", "sleep", "30"), env=place.environment())
    try:
        wait_for_exec(user.pid)
        assert stop_if_idle(place) == "in use"
        assert place.local("status").stdout.count("运行中") == 2
    finally:
        user.kill()
        user.wait()
    assert stop_if_idle(place) == "stopped"


def wait_for_exec(pid: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if Path(f"/proc/{pid}/comm").read_text().strip() == "sleep":
            return
        time.sleep(0.02)
    raise AssertionError("the command never started")


def stop_if_idle(place: Place) -> str:
    program = (
        "from core.local import services; print('in use' if services.stop_if_idle() is None else 'stopped')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=place.environment(), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
