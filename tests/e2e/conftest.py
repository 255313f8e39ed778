"""Real people at real screens: Chromium against the live server, signed in through the sign-in page."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core.accounts.models import User
from tests.browsing import is_wider_than_its_screen
from tests.cast import Cast, cast, log, town

__all__ = ["cast", "log", "town"]

pytest.register_assert_rewrite(
    *(f"tests.e2e.{name}" for name in ("witness", "hands", "street", "up_the_tiers", "to_the_archive"))
)

PASSWORD = "Quiet-harbour-42"
# A Monday morning, no holiday near; the clock ticks on from here.
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1366, "height": 900}}
WALL = {"viewport": {"width": 1920, "height": 1080}}  # a projector
SIZES = {"phone": PHONE, "desk": DESK, "wall": WALL}
PATIENCE = 10_000
# Numbers of things (OP-2026-00001), keys on the keyboard, names of file formats and of places in a template, addresses and
# sizes of files are what they are; everything else on a screen is Chinese.
_NOT_WORDS = re.compile(
    r"\b[A-Z]{1,2}-\d[\d-]*|https?://\S+|\{[{%][^}]*\}|\b(Ctrl|K|Word|Excel|PDF|WPS|docx|xlsx|csv|SHA|GeoJSON|WGS|GCJ|CGCS2000|code|name)\b"
    r"|\d ?[KMG]B\b|\b[2-9A-HJKMNP-Z]{8}\b|[0-9a-f-]{8,}"
)
_ENGLISH = re.compile(r"[A-Za-z]{2,}")
# Text that its own box cuts off, other than what is hidden on purpose for screen readers.
_CUT = """() => [...document.querySelectorAll('main *, header *, nav *')].filter(one => {
  const look = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  if (!one.textContent.trim() || one.closest('.sr-only, .skip-link, [hidden], .leaflet-container') || box.width < 2) return false;
  if (one.matches('input, textarea, select, svg, svg *') || look.visibility === 'hidden') return false;
  const cuts = v => v === 'hidden' || v === 'clip';
  return (cuts(look.overflowX) && one.scrollWidth > one.clientWidth + 1)
    || (cuts(look.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""


@dataclass
class Screen:
    """One window in one person's hands, and an ear for what the page complains about."""

    context: BrowserContext
    address: str
    size: str
    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    # Account names are letters wherever they stand.
    account_names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE)
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        tab = self.context.new_page()
        tab.on("pageerror", lambda error: self.problems.append(str(error)))
        tab.on("console", self._hear)
        tab.on("response", self._weigh)
        return tab

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "error" and "the server responded with a status of" not in line.text:
            self.problems.append(f"{self.page.url}: {line.text}")

    def _weigh(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in(self, user: User) -> Page:
        """Through the page, with the password, as everybody does."""
        self.go("/login/")
        self.page.get_by_label("账号").fill(user.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url(f"{self.address}/")
        return self.page

    def look(self, name: str, *, page: Page | None = None) -> None:
        """The page as a demanding person sees it: nothing beyond the edge, nothing cut off, no English.

        XG_SHOTS names a folder that keeps a picture of each page looked at."""
        page = page or self.page
        page.wait_for_load_state()
        if shots := os.environ.get("XG_SHOTS"):
            page.screenshot(path=f"{shots}/{self.size}-{name}.png", full_page=True)
        assert not is_wider_than_its_screen(page), f"{name}: wider than the screen"
        assert page.evaluate(_CUT) == [], name
        text = page.locator("body").inner_text()
        for code in page.locator("code").all_inner_texts():  # what programs read, on the pages about the API
            text = text.replace(code, "", 1)
        for known in sorted(self.account_names, key=len, reverse=True):
            text = text.replace(known, "")
        words = _NOT_WORDS.sub(" ", text)
        assert _ENGLISH.findall(words) == [], name

    def close(self) -> None:
        self.context.close()


Open = Callable[..., Screen]


@pytest.fixture
def open_screen(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """`open_screen("phone")` or `open_screen("desk", javascript=False)`; at the end nobody may have complained."""
    opened: list[Screen] = []

    def make(size: str = "desk", *, javascript: bool = True) -> Screen:
        context = browser.new_context(
            **SIZES[size],  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
        )
        opened.append(Screen(context, live_server.url, size))
        return opened[-1]

    yield make
    for screen in opened:
        screen.close()
    assert [problem for screen in opened for problem in screen.problems] == []


@pytest.fixture
def monday() -> Iterator[time_machine.Traveller]:
    """The office's clock: Monday ten o'clock and going."""
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(
    monday: time_machine.Traveller, live_server: LiveServer, cast: Cast, settings: Settings, tmp_path: Path
) -> Cast:
    """The small street with a password for everybody, and files of its own."""
    User.objects.update(password=make_password(PASSWORD))
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_HEADS_FILE = tmp_path / "audit-heads.log"
    settings.PUBLIC_ADDRESS = live_server.url
    return cast
