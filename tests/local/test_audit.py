"""The audit of dependencies against sources that answer, that know something, that leave one out, and that are not there."""

import gzip
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.local import audit
from tests.local.conftest import CHECKOUT

Audit = Callable[..., "subprocess.CompletedProcess[str]"]


class Advisories(ThreadingHTTPServer):
    """An OSV and npm source on loopback: it knows what it was told and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.known: dict[str, str] = {}
        self.silent_about: set[str] = set()
        self.asked: set[str] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Answers(BaseHTTPRequestHandler):
    server: Advisories

    def do_POST(self) -> None:
        said = json.loads(self._body())
        if "package" not in said:
            self._answer({name: [self._npm(name)] for name in said if name in self.server.known})
            return
        name = said["package"]["name"]
        self.server.asked.add(name)
        if name in self.server.silent_about:
            self.send_error(400)
        else:
            self._answer({"vulns": [self._osv(name)]} if name in self.server.known else {})

    def _body(self) -> bytes:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        return raw

    def _osv(self, name: str) -> dict[str, object]:
        return {
            "id": self.server.known[name],
            "details": "一条公告。",
            "affected": [{"package": {"name": name, "ecosystem": "PyPI"}, "versions": []}],
        }

    def _npm(self, name: str) -> dict[str, object]:
        advisory = self.server.known[name]
        return {
            "id": 1, "url": advisory, "title": "一条公告", "severity": "high",
            "vulnerable_versions": ">=0", "cwe": [], "cvss": {"score": 7},
        }  # fmt: skip

    def _answer(self, said: object) -> None:
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing is written beside the test's own words."""


@pytest.fixture
def source() -> Iterator[Advisories]:
    server = Advisories()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def ask(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    def run(address: str) -> "subprocess.CompletedProcess[str]":
        sources = {"OSV_URL": address, "NPM_CONFIG_REGISTRY": address}
        own = {"NPM_CONFIG_CACHE": str(tmp_path_factory.mktemp("npm")), "NO_PROXY": "127.0.0.1"}
        return subprocess.run(
            [sys.executable, "-m", "core.local.audit"],
            cwd=CHECKOUT, env={**os.environ, **sources, **own}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def test_every_locked_package_is_asked_for_and_a_clean_answer_is_clean(
    source: Advisories, ask: Audit
) -> None:
    done = ask(source.address)
    assert done.returncode == 0, done.stderr
    assert {name.lower() for name in source.asked} == audit.pinned().keys()
    assert "都查过，已知问题0个" in done.stdout and "页面依赖" in done.stdout


def test_what_is_known_is_named_and_fails(source: Advisories, ask: Audit) -> None:
    source.known = {"django": "CVE-2026-0001", "htmx.org": "https://example.org/advisory-2"}
    done = ask(source.address)
    assert done.returncode == audit.KNOWN, done.stderr
    assert "CVE-2026-0001：一条公告。" in done.stdout and "advisory-2：一条公告" in done.stdout


def test_a_source_that_does_not_answer_for_one_package_is_no_audit(source: Advisories, ask: Audit) -> None:
    source.silent_about = {"celery"}
    done = ask(source.address)
    assert done.returncode == audit.NOT_AUDITED
    assert "Python依赖没有审计" in done.stderr and "没有审计完，不能当作没有问题" in done.stderr


def test_without_a_source_it_says_so_and_is_not_green(ask: Audit) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        done = ask(f"http://127.0.0.1:{free.getsockname()[1]}/")
    assert done.returncode == audit.NOT_AUDITED
    assert "Python依赖没有审计：源连不上" in done.stderr and "页面依赖没有审计" in done.stderr
