"""Chromium for tests: one a worker, in Chinese, with an ear for everything the page complains about."""

import os
from collections.abc import Iterator
from shutil import which

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from core.accounts.models import User
from tests.long import LONG

# Size of the letters and colours of the screen: each value once, the largest with the strongest.
MODES = [("", ""), ("lg", "sun"), ("xl", "contrast")]
# For the pages of one room: the walk over the demo town (tests/demo) sees every page as most people have it, so here the
# largest letters with the strongest colours are enough, where things are clipped first.
HARDEST = MODES if LONG else MODES[-1:]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
# The browser without a window of its own comes first: the other draws one for nobody, at twice the price.
CHROMIUM = os.environ.get("CHROMIUM") or which("chromium-headless-shell") or which("chromium")


AXE = Axe().axe_script
_SERIOUS = """async (part) => {
  const found = await axe.run(part || document, { preload: false, resultTypes: ['violations'] });
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]);
}"""


# Playwright runs one at a time in a thread, so every test of a worker shares this one (found through tests/conftest.py).
@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; the ORM of the live server's set-up must not mind.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(10000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield opened
    context.close()
    # Chromium itself reports an answer of 422 as an error line; everything else is ours.
    complaints = [one for one in problems if "422" not in one]
    assert complaints == [], complaints


def sign_in(page: Page, address: str, user: User) -> None:
    """The session cookie of a person; the sign-in page has its own tests."""
    # The page of whoever sat here before is left: it sees that somebody else is signed in and loads itself anew (static/js/
    # outbox/start.js), which would break off the next way.
    page.goto("about:blank")
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
    )


def serious_findings(page: Page, part: str | None = None) -> list[tuple[str, list[str]]]:
    """What axe calls serious or critical, with the first elements it means; in the whole page or a part of it."""
    # Sent over once a page, and its findings picked out there: half the time goes into carrying both.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [(name, where) for name, where in page.evaluate(_SERIOUS, part)]


def is_wider_than_its_screen(page: Page) -> bool:
    page.wait_for_load_state()  # without its style sheet every page is wide; before its first line it has no width at all
    width = page.viewport_size["width"] if page.viewport_size else 0
    return bool(page.evaluate("document.documentElement.scrollWidth") > width)
