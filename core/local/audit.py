"""`make audit`: what is publicly known to be wrong with any locked package.

Python's by pip-audit against OSV, the pages' by `npm audit`. Ends with 0 when every package was asked for and nothing is
known; with 1 when something is known; with 3 when it could not be audited in whole, which is not the same as clean.
OSV_URL and NPM_CONFIG_REGISTRY lead to another source, such as one inside a closed network.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from packaging.requirements import Requirement

from core.local import assets, places, setup
from core.local.problems import LocalProblem

LOCKS = ("requirements-dev.txt", "requirements-uv.txt")
KNOWN, NOT_AUDITED = 1, 3
_SECONDS = 20


class NotAudited(LocalProblem):
    """No source answered, or not for every package."""


@dataclass(frozen=True)
class Finding:
    """One advisory of one package."""

    package: str
    advisory: str
    words: str


def main() -> int:
    found: list[Finding] = []
    missing: list[str] = []
    for name, audit in (("Python", python_packages), ("页面", page_packages)):
        try:
            number, known = audit()
        except NotAudited as problem:
            missing.append(f"{name}依赖没有审计：{problem}")
            continue
        found += known
        print(f"{name}依赖{number}个，都查过，已知问题{len(known)}个")
    for one in found:
        print(f"  {one.package} {one.advisory}：{one.words}")
    for line in missing:
        print(line, file=sys.stderr)
    if missing:
        print("没有审计完，不能当作没有问题。", file=sys.stderr)
    return KNOWN if found else NOT_AUDITED if missing else 0


def pinned(names: Iterable[str] = LOCKS) -> dict[str, str]:
    """Versions by package, as the locks give them for this Python and system."""
    versions = {}
    for name in names:
        for line in (places.CHECKOUT / name).read_text(encoding="utf-8").splitlines():
            if line[:1].isalnum():
                one = Requirement(line.rstrip("\\ "))
                if one.marker is None or one.marker.evaluate():
                    versions[one.name.lower()] = str(one.specifier).removeprefix("==")
    return versions


def python_packages() -> tuple[int, list[Finding]]:
    """How many were asked for, and what is known. pip-audit leaves out what it cannot ask for; here that is a failure."""
    command = [
        *[sys.executable, "-m", "pip_audit", "--strict", "--disable-pip", "--require-hashes"],
        *["--vulnerability-service", "osv", "--timeout", str(_SECONDS)],
        *["--progress-spinner", "off", "--format", "json"],
        *[word for name in LOCKS for word in ("--requirement", name)],
    ]
    if address := os.environ.get("OSV_URL"):
        command += ["--osv-url", address]
    answer = _answer(command)
    asked = {one["name"].lower(): one for one in answer.get("dependencies", ()) if "skip_reason" not in one}
    if left := sorted(pinned().keys() - asked.keys()):
        raise NotAudited(f"没有查到{len(left)}个：{'、'.join(left[:5])}")
    return len(asked), [
        Finding(f"{name} {one['version']}", known["id"], _first_line(known.get("description", "")))
        for name, one in asked.items()
        for known in one["vulns"]
    ]


def page_packages() -> tuple[int, list[Finding]]:
    """npm asks for the whole package-lock.json at once."""
    command = [*assets.npm(setup.PYTHON), "audit", "--package-lock-only", "--json", "--fetch-retries=0"]
    answer = _answer(command)
    number = answer.get("metadata", {}).get("dependencies", {}).get("total")
    if not number:
        raise NotAudited("源没有回答")
    return number, [
        Finding(name, via.get("url", ""), via.get("title", ""))
        for name, one in answer.get("vulnerabilities", {}).items()
        for via in one["via"]
        if isinstance(via, dict)
    ]


def _answer(command: list[str]) -> dict[str, Any]:
    """What the program says on its first channel; none, or no JSON, means that its source was not reached."""
    done = subprocess.run(command, cwd=places.CHECKOUT, capture_output=True, text=True, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise NotAudited("源连不上") from None
    return answer if isinstance(answer, dict) else {}


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:120] if text.strip() else ""


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(NOT_AUDITED) from None
