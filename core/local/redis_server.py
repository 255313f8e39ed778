"""One private Redis in var/redis: loopback only, by password, every write appended to disk."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from core.local import places, processes, programs
from core.local.problems import LocalProblem

FIRST_PORT = 63790
PASSWORD_FILE = "redis-password"
ROOM_TO_START = 20 * 1024 * 1024
START_TRIES = 4
START_PATIENCE = 20.0


def data_folder() -> Path:
    return places.var_dir() / "redis"


def log_file() -> Path:
    return places.var_dir() / "log" / "redis.log"


def url(port: int) -> str:
    return f"redis://:{places.read_secret(PASSWORD_FILE)}@127.0.0.1:{port}/0"


def running() -> tuple[int, int] | None:
    """(pid, port) of our server, by its pid file and a look at the process itself."""
    port = places.remembered_ports().get("redis", 0)
    try:
        pid = int((data_folder() / "redis.pid").read_text())
    except (OSError, ValueError):
        return None
    return (pid, port) if processes.is_ours(pid, "redis-server", data_folder()) else None


def ensure() -> int:
    server = running()
    if server and answers(server[1]):
        return server[1]
    if server:
        # It lives but does not take our password: the file with it or with the port was lost.
        stop()
    return start()


def answers(port: int) -> bool:
    """Does a Redis with our password speak on this port? Loading its file counts as yes, soon."""
    secret = places.read_secret(PASSWORD_FILE)
    deadline = time.monotonic() + START_PATIENCE
    while secret and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                line.sendall(
                    f"*2\r\n$4\r\nAUTH\r\n${len(secret)}\r\n{secret}\r\n*1\r\n$4\r\nPING\r\n".encode()
                )
                heard = b""
                while heard.count(b"\r\n") < 2:
                    part = line.recv(200)
                    if not part:
                        return False
                    heard += part
        except OSError:
            return False
        if b"LOADING" not in heard:
            return heard.startswith(b"+OK") and b"+PONG" in heard
        time.sleep(0.1)
    return False


def start() -> int:
    if shutil.disk_usage(places.var_dir()).free < ROOM_TO_START:
        raise places.disk_full(places.var_dir())
    program = programs.redis_server()
    data_folder().mkdir(mode=0o700, exist_ok=True)
    log_file().parent.mkdir(exist_ok=True)
    secret = places.read_secret(PASSWORD_FILE) or places.new_secret(PASSWORD_FILE)
    port = places.remembered_ports().get("redis", FIRST_PORT)
    for _ in range(START_TRIES):
        if not places.is_free(port):
            port = places.free_port(FIRST_PORT)
        if launch(program, port, secret):
            places.remember_port("redis", port)
            return port
        if "Address already in use" not in places.tail(log_file()):
            break
    raise explain(places.tail(log_file()))


def launch(program: Path, port: int, secret: str) -> bool:
    conf = data_folder() / "redis.conf"
    settings = {
        "bind": "127.0.0.1",
        "port": str(port),
        "requirepass": secret,
        "dir": quoted(data_folder()),
        "pidfile": quoted(data_folder() / "redis.pid"),
        "logfile": quoted(log_file()),
        "daemonize": "yes",
        "appendonly": "yes",
        "save": '""',
        # A queue must refuse rather than forget.
        "maxmemory-policy": "noeviction",
        # Each test run takes a numbered room of its own.
        "databases": "64",
    }
    places.write_private(conf, "".join(f"{name} {value}\n" for name, value in settings.items()))
    log_file().write_text("")
    (data_folder() / "redis.pid").unlink(missing_ok=True)
    subprocess.run(
        [program, conf],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        cwd=data_folder(),
    )
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if answers(port):
            return True
        if "#" in places.tail(log_file()) and "Address already in use" in places.tail(log_file()):
            return False
        time.sleep(0.02)
    return False


def quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def stop() -> bool:
    server = running()
    if server is None:
        return False
    processes.stop(server[0], signal.SIGTERM, 15)
    return True


def explain(report: str) -> LocalProblem:
    if "No space left" in report:
        return places.disk_full(places.var_dir())
    if "Bad file format" in report or "Unrecoverable error" in report:
        return LocalProblem(
            f"{data_folder()} 里的消息文件坏了。\n"
            f"案件和期限都在数据库里，不受影响：删掉 {data_folder()} 再运行一次即可。"
        )
    return LocalProblem(f"启动 Redis 没有成功（日志：{log_file()}）。\n{report}")
