"""`make run` from nothing, as on a new machine whose tools are installed: the address, the town, a person inside."""

import http.cookiejar
import os
import re
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.local import places
from tests.local.conftest import CHECKOUT, Place

pytestmark = pytest.mark.faults

# The promise is 60 seconds on an idle machine; this one also runs other tests.
FIRST, AGAIN, PATIENCE = 60, 10, 5


class Visitor:
    """A browser without windows."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.address}{path}", timeout=20) as answer:
            assert answer.status == 200
            return str(answer.read().decode())

    def enter_as(self, name: str) -> str:
        """Choose a person on the sign-in page; the start page that follows."""
        page = self.get("/login/")
        person = re.search(rf'value="(\d+)"><b>{name}</b>', page)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert person and token
        said = urllib.parse.urlencode({"user": person[1], "csrfmiddlewaretoken": token[1]}).encode()
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.address}/login/demo/", said, {"Referer": f"{self.address}/login/"}
        )
        with self.opener.open(request, timeout=20) as answer:
            assert answer.status == 200
            return str(answer.read().decode())


@pytest.fixture
def running_town(place: Place) -> Iterator[tuple[Place, int]]:
    place.extra |= {"SCALE": "small", "PORT": str(places.free_port(8600, "127.0.0.1"))}
    place.var.mkdir()
    yield place, int(place.extra["PORT"])


def start(place: Place, said: Path) -> "subprocess.Popen[bytes]":
    with said.open("wb") as out:
        return subprocess.Popen(
            place.command("run"),
            cwd=CHECKOUT,
            env=place.environment(),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_for_greeting(keeper: "subprocess.Popen[bytes]", said: Path, seconds: float) -> float:
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        assert keeper.poll() is None, said.read_text()
        if "按 Ctrl-C 停止" in said.read_text():
            return time.monotonic() - started
        time.sleep(0.1)
    raise AssertionError(said.read_text())


def stop(keeper: "subprocess.Popen[bytes]") -> None:
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(timeout=60) == 0


def test_from_nothing_to_a_signed_in_page_and_again_in_a_moment(
    running_town: tuple[Place, int], tmp_path: Path
) -> None:
    place, port = running_town
    address = f"http://127.0.0.1:{port}"
    for limit in (FIRST, AGAIN):
        said = tmp_path / f"said{limit}.txt"
        keeper = start(place, said)
        try:
            wait_for_greeting(keeper, said, limit * PATIENCE)
            text = said.read_text()
            assert address in text
            assert "wanggeyuan" in text and "王秀兰" in text
            visitor = Visitor(address)
            assert "拍照上报" in visitor.enter_as("王秀兰")
            assert "铁路小区" in visitor.get("/cases/")
        finally:
            if keeper.poll() is None:
                stop(keeper)
        assert not os.path.exists(place.var / "pg" / "postmaster.pid"), "the servers were left running"
