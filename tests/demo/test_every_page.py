"""Every page that a role can reach from its menu, opened once on a phone and once on a desk, in the demo town.

Links are followed from the start page of each demo account, one page of each kind (tests/demo/walking.py): each answers 200.
Chromium shows each kind to the first who reaches it: it complains about nothing, keeps within the screen and speaks
Chinese, and axe reads it; then each sort is seen in 大字, in the dark and
on the narrowest screen (tests/demo/modes.py). XG_LONG=1 shows every page to every role (many minutes more)."""

from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core.accounts.models import User
from dashboard.demo.accounts import listed_people
from grids.choices import Role
from tests.browsing import serious_findings, sign_in
from tests.demo import modes
from tests.demo.walking import Walks
from tests.e2e.conftest import DESK, PHONE, Screen
from tests.long import rounds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# So many roles' pages of a kind are opened at both sizes and read for cut and English words.
LOOKED_AT_BY = rounds(1, len(Role))


def sizes(screen: Screen, name: str) -> Iterator[str]:
    """What is wrong with the page at either size."""
    for size, look in (("phone", PHONE), ("desk", DESK)):
        screen.page.set_viewport_size(look["viewport"])  # type: ignore[arg-type]
        screen.size = size
        try:
            screen.look(name)
        except AssertionError as fault:
            yield f"{size}: {str(fault)[:300]}"


def look_at(screen: Screen, path: str, kind: str, read_by_axe: set[str]) -> Iterator[str]:
    """What is wrong with one page."""
    answer = screen.page.goto(f"{screen.address}{path}")
    if answer is None or answer.status != 200:
        yield f"{answer.status if answer else 'no answer'}"
        return
    yield from sizes(screen, kind.replace(":", "-").replace("?", "-"))
    # The frame around a page is the same on all: read once, on the first.
    part = "main" if read_by_axe else None
    if kind not in read_by_axe:
        read_by_axe.add(kind)
        yield from (f"axe {name} {where[:1]}" for name, where in serious_findings(screen.page, part))


def look_as(
    user: User, pages: dict[str, str], browser: Browser, address: str, read_by_axe: set[str]
) -> list[str]:
    """All these pages in one window of one person; what is wrong with them."""
    # What a phone keeps for the time without signal has its own tests; here it would fetch the same for each person.
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block")
    screen = Screen(context, address, "desk")
    screen.account_names = list(User.objects.values_list("username", flat=True))
    sign_in(screen.page, address, user)
    faults = [
        f"{user.title} {path} {fault}"
        for kind, path in pages.items()
        for fault in look_at(screen, path, kind, read_by_axe)
    ]
    faults += [f"{user.title}: {problem}" for problem in screen.problems]
    screen.close()
    return faults


def test_every_role_opens_every_page_it_can_reach(
    browser: Browser, live_server: LiveServer, walks: Walks, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = live_server.url
    people = listed_people()
    assert len(people) == len(Role)
    walked = {user: walks.of(user) for user in people}
    opened, read_by_axe, faults = Counter[str](), set[str](), list[str]()
    with time_machine.travel(timezone.now(), tick=True):
        for user, one in walked.items():
            pages = {kind: path for kind, path in one.pages.items() if opened[kind] < LOOKED_AT_BY}
            opened.update(pages.keys())
            faults += one.faults
            if pages:
                faults += look_as(user, pages, browser, live_server.url, read_by_axe)
        faults += modes.look_through(walked, browser, live_server.url)
    assert faults == [], "\n".join(faults)
    assert all({"home:workbench", "accounts:me"} <= set(one.pages) for one in walked.values())
    for name in (
        "disputes:list",
        "disputes:detail",
        "disputes:act",
        "disputes:create",
        "grids:tree",
        "grids:detail",
    ):
        assert opened[name], name
    assert sum(len(one.pages) for one in walked.values()) > 700 and len(opened) > 150
