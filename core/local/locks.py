"""`make lock`: renew the three Python locks and the npm lock, with hashes and without any address."""

import json
import subprocess
import sys

from core.local import assets, places, setup
from core.local.problems import LocalProblem

COMPILE = [
    *["pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"],
    *["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet"],
]


def main(arguments: list[str]) -> None:
    for name in ("requirements", "requirements-dev", "requirements-uv"):
        options = ["--upgrade"] if "--upgrade" in arguments else []
        run([str(setup.VENV / "bin" / "uv"), *COMPILE, *options, f"{name}.in", "-o", f"{name}.txt"])
    run([*assets.npm(setup.PYTHON), "install", "--package-lock-only", "--ignore-scripts"])
    tidy_package_lock()


def run(command: list[str]) -> None:
    environment = setup.installer_environment()
    if subprocess.run(command, cwd=places.CHECKOUT, env=environment, check=False).returncode != 0:
        raise LocalProblem(f"没有成功：{' '.join(command)}")


def tidy_package_lock() -> None:
    """Take out addresses: where packages came from, and where their authors ask for money."""
    path = places.CHECKOUT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1) from None
