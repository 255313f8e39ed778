"""Where our files lie, the locks around them, and the ports we remember."""

import contextlib
import errno
import fcntl
import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from core.local.problems import LocalProblem

CHECKOUT = Path(__file__).resolve().parents[2]
LOCK_PATIENCE = 180.0


def var_dir() -> Path:
    """The folder of everything that a run leaves behind; XG_VAR moves it."""
    return Path(os.environ.get("XG_VAR") or CHECKOUT / "var").absolute()


def ready_var() -> Path:
    """Make the folder, for its owner only, and prove that we can write there."""
    folder = var_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_text("1")
        probe.unlink()
    except (FileExistsError, NotADirectoryError) as error:
        raise LocalProblem(
            f"{folder} 不是文件夹，运行数据没有地方放。\n把它改名或移走，再运行一次。"
        ) from error
    except OSError as error:
        raise explain_os_error(error, folder) from error
    return folder


def explain_os_error(error: OSError, path: Path) -> LocalProblem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    if error.errno == errno.EROFS:
        return LocalProblem(
            f"{path} 所在的磁盘是只读的。\n换一个可以写入的位置，或用 XG_VAR=文件夹 指定数据放在哪里。"
        )
    if isinstance(error, PermissionError):
        return LocalProblem(
            f"你没有权限写 {path}（它可能是别的用户运行时建的）。\n"
            "用当初那个用户运行；或者用 XG_VAR=文件夹 把数据放到别处。"
        )
    return LocalProblem(f"读写 {path} 时系统报告：{error.strerror}。\n检查这个位置的磁盘后再运行一次。")


def disk_full(path: Path) -> LocalProblem:
    return LocalProblem(
        f"磁盘满了，数据写不进 {path}。\n"
        "腾出至少 500 MB 再运行一次；已经保存的数据不受影响。也可以用 XG_VAR=文件夹 把数据放到别的磁盘。"
    )


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two commands started at once take turns; the second then finds the services up."""
    with (ready_var() / "lock").open("a") as handle:
        waited, told = 0.0, False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if waited > LOCK_PATIENCE:
                    raise LocalProblem(
                        "另一个命令一直在启动或停止数据库，等了三分钟。\n先结束那个命令，再运行一次。"
                    ) from None
                if waited > 2 and not told:
                    print("另一个命令正在启动数据库，稍等……", file=sys.stderr)
                    told = True
                time.sleep(0.05)
                waited += 0.05
        yield


def mark_in_use() -> int:
    """Hold a shared lock for as long as this process, and what it becomes by exec, lives.

    `make run` asks `is_in_use` before it stops the services, so that it never pulls the
    database from under a test run in another window.
    """
    handle = os.open(ready_var() / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)
    return handle


def is_in_use() -> bool:
    with (ready_var() / "in-use").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only."""
    fresh = path.with_name(path.name + ".new")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        fresh.replace(path)
    except OSError as error:
        raise explain_os_error(error, path) from error


def read_secret(name: str) -> str:
    """The kept password, or "" when there is none (a new folder, or a lost file)."""
    try:
        return (var_dir() / name).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    except OSError as error:
        raise explain_os_error(error, var_dir() / name) from error


def new_secret(name: str) -> str:
    secret = secrets.token_urlsafe(24)
    write_private(var_dir() / name, secret + "\n")
    return secret


def remembered_ports() -> dict[str, int]:
    """Ports of the last run. A broken file is no harm: new ports are taken."""
    try:
        kept = json.loads((var_dir() / "services.json").read_text(encoding="utf-8"))
        return {name: int(port) for name, port in kept.items() if 1024 <= int(port) <= 65535}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def remember_port(name: str, port: int) -> None:
    ports = remembered_ports()
    if ports.get(name) != port:
        write_private(var_dir() / "services.json", json.dumps(ports | {name: port}) + "\n")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(start: int, host: str = "127.0.0.1", tries: int = 400) -> int:
    for port in range(start, start + tries):
        if is_free(port, host):
            return port
    raise LocalProblem(f"从 {start} 起连续 {tries} 个端口都被占用。\n关掉一些程序再运行一次。")


def tail(path: Path, lines: int = 12) -> str:
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
