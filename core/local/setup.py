"""`make setup`: the virtual environment, the libraries and the front-end files, each only when its lock changed.

Run by any Python from 3.11 on, before anything is installed: python3 -m core.local.setup [--dev]
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.local import assets, places
from core.local.problems import LocalProblem

VENV = places.CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
# Which pip setting becomes which of uv's, because uv does not read pip's files.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "trusted-host": "UV_INSECURE_HOST",
}


def main(arguments: list[str]) -> None:
    with (places.ready_var() / "setup-lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The front-end files come meanwhile where the machine has npm; else they wait for the one among the libraries.
        with ThreadPoolExecutor(1) as side:
            early = (
                side.submit(assets.ensure, PYTHON) if not assets.are_ready() and assets.own_npm() else None
            )
            make_venv()
            install("requirements-dev.txt" if "--dev" in arguments else "requirements.txt")
        if early is not None:
            early.result()
        else:
            assets.ensure(PYTHON)


def make_venv() -> None:
    if (
        PYTHON.exists()
        and run_quietly([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]) == ""
    ):
        return
    say("建立 Python 环境 .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    told = run_quietly([sys.executable, "-m", "venv", str(VENV)])
    if told:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in told:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise LocalProblem(
                f"这个 Python 缺少 venv 组件，建不了环境。\n在 Debian、Ubuntu 上运行 apt install python{version}-venv 再试一次。"
            )
        raise LocalProblem(f"建立 .venv 没有成功：\n{told}")


def install(lock_name: str) -> None:
    """The development lock holds all of the other, so either stamp of it will do for `make run`."""
    wanted = {name: digest(places.CHECKOUT / name) for name in ("requirements.txt", "requirements-dev.txt")}
    stamp = VENV / "installed"
    have = stamp.read_text().split() if stamp.exists() else []
    if wanted[lock_name] in have:
        return
    started = time.monotonic()
    say(f"安装依赖（{lock_name}）")
    environment = installer_environment()
    ensure_uv(environment)
    lock = str(places.CHECKOUT / lock_name)
    told = run_quietly(
        [VENV / "bin" / "uv", "pip", "install", "--python", PYTHON, "--require-hashes", "-q", "-r", lock],
        environment,
    )
    if told:
        say("换用 pip 安装，会慢一些")
        told = run_quietly([PYTHON, "-m", "pip", "install", "--require-hashes", "-q", "-r", lock])
    if told:
        raise LocalProblem(
            f"依赖没有装上。检查网络或软件源设置后再运行一次。安装程序的说明：\n{told[-3000:]}"
        )
    have = list(wanted.values()) if lock_name == "requirements-dev.txt" else [wanted[lock_name]]
    stamp.write_text("\n".join(have) + "\n")
    say(f"依赖装好，用了 {time.monotonic() - started:.0f} 秒")


def ensure_uv(environment: Mapping[str, str]) -> None:
    if (VENV / "bin" / "uv").exists():
        return
    lock = str(places.CHECKOUT / "requirements-uv.txt")
    told = run_quietly([PYTHON, "-m", "pip", "install", "--require-hashes", "-q", "-r", lock], environment)
    if told and not (VENV / "bin" / "uv").exists():
        raise LocalProblem(f"安装工具没有下载成功。检查网络或软件源设置后再运行一次：\n{told[-3000:]}")


def installer_environment() -> dict[str, str]:
    """Tell uv where this machine gets its packages; we name no address ourselves."""
    environment = dict(os.environ)
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    for key, value in re.findall(r"^[^=]*\.([a-z-]+)=(['\"].*['\"])$", listed.stdout, re.MULTILINE):
        name = PIP_TO_UV.get(key)
        if name:
            # pip writes several addresses on several lines; uv wants spaces.
            environment.setdefault(name, " ".join(value[1:-1].replace("\\n", " ").split()))
    # Like pip, look in all sources. The hashes make that safe.
    environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return environment


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run_quietly(command: list[str | Path], environment: Mapping[str, str] | None = None) -> str:
    """ "" when it went well, otherwise what it said (never empty)."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"退出码 {done.returncode}"


def say(text: str) -> None:
    print(f"» {text}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1) from None
