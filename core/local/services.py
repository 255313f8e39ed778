"""Both servers together: bring up what the environment does not already give."""

import os
import sys
from pathlib import Path

from core.local import places, postgres_server, redis_server

held: list[int] = []


def ensure() -> dict[str, str]:
    """The environment for our programs. An address that is given is used; nothing is started for it."""
    given = given_addresses()
    if len(given) == 2:
        return given
    with places.only_one():
        try:
            if "DATABASE_URL" not in given:
                given["DATABASE_URL"] = postgres_server.url(postgres_server.ensure())
            if "REDIS_URL" not in given:
                given["REDIS_URL"] = redis_server.url(redis_server.ensure())
        except OSError as error:
            raise places.explain_os_error(error, places.var_dir()) from error
        held.append(places.mark_in_use())
    return given


def given_addresses() -> dict[str, str]:
    """From the variable itself, or from the file that DATABASE_URL_FILE or REDIS_URL_FILE names."""
    found: dict[str, str] = {}
    for name in ("DATABASE_URL", "REDIS_URL"):
        if os.environ.get(f"{name}_FILE"):
            found[name] = Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
        elif os.environ.get(name):
            found[name] = os.environ[name]
    return found


def leave() -> None:
    """Say that this process no longer needs the servers."""
    while held:
        os.close(held.pop())


def environment() -> dict[str, str]:
    """The whole environment for a program, with our own python's folder first on PATH."""
    here = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if path.split(os.pathsep)[0] != here:
        path = here + os.pathsep + path
    # Tests ask this before they take a numbered room of a Redis: somebody else's is not divided.
    ours = {} if "REDIS_URL" in given_addresses() else {"XG_OWN_REDIS": "1"}
    return os.environ | ours | ensure() | {"PATH": path}


def stop() -> list[str]:
    with places.only_one():
        return stop_both()


def stop_if_idle() -> list[str] | None:
    """None when another command still uses them."""
    with places.only_one():
        return None if places.is_in_use() else stop_both()


def stop_both() -> list[str]:
    stopped = ["Redis"] if redis_server.stop() else []
    return stopped + (["PostgreSQL"] if postgres_server.stop() else [])


def status() -> list[str]:
    lines = []
    for name, server, variable in (
        ("PostgreSQL", postgres_server.running(), "DATABASE_URL"),
        ("Redis", redis_server.running(), "REDIS_URL"),
    ):
        if variable in given_addresses():
            lines.append(f"{name}：用 {variable} 指定的，不归这里管")
        elif server:
            lines.append(f"{name}：运行中，端口 {server[1]}，进程号 {server[0]}")
        else:
            lines.append(f"{name}：没有运行")
    return lines
