"""Every page that a role can reach from its menu, opened once on a phone and once on a desk, in the demo town.

From the start page of each demo account all links are followed, one page of each kind. A page must answer 200, complain
about nothing, keep within the screen and speak Chinese; one of each kind is read by axe. The first role that reaches a
kind sees it in Chromium, the others ask for it; XG_WHOLE_WALK=1 shows every page to every role (many minutes more)."""

import os
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core.accounts.models import User
from dashboard.demo.accounts import listed_people
from dashboard.demo.town import seed_town
from grids.choices import Role
from tests.browsing import serious_findings
from tests.e2e.conftest import DESK, PHONE, Screen
from tests.faults.forms import ours, read

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# So many roles' pages of a kind are opened at both sizes and read for cut and English words.
LOOKED_AT_BY = len(Role) if os.environ.get("XG_WHOLE_WALK") else 1
# Signing out ends the walk; files and printed pages are not screens.
NOT_SCREENS = {"accounts:logout", "files:get"}


@dataclass
class Walk:
    """What has been seen so far, over all roles."""

    opened: Counter[str] = field(default_factory=Counter)
    by_role: dict[str, set[str]] = field(default_factory=dict)
    read_by_axe: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def kind_of(path: str) -> str:
    """The name of the page behind an address; the tabs of a page are kinds of their own."""
    parts = urlsplit(path)
    tab = dict(parse_qsl(parts.query)).get("tab", "")
    return f"{resolve(parts.path).view_name}?{tab}" if tab else resolve(parts.path).view_name


def links_of(page: Page, address: str) -> Iterator[str]:
    hrefs: list[str] = page.eval_on_selector_all(
        "a[href]:not([download]):not([target])", "links => links.map(link => link.href)"
    )
    for href in hrefs:
        if href.startswith(address):
            yield href.removeprefix(address).split("#")[0] or "/"


def enter(screen: Screen, user: User) -> None:
    """By the list on the sign-in page."""
    screen.go("/login/")
    screen.page.get_by_role("button", name=user.display_name).click()
    screen.page.wait_for_url(f"{screen.address}/")


def ask_for(screen: Screen, path: str, walk: Walk) -> Iterator[str]:
    """One page of a kind that others have looked at: it answers, and leads on."""
    answer = screen.context.request.get(f"{screen.address}{path}")
    if answer.status != 200:
        walk.faults.append(f"{path}: {answer.status}")
    if answer.headers["content-type"].startswith("text/html"):
        yield from ours(read(path, answer.text()).links)


def look_at(screen: Screen, path: str, kind: str, walk: Walk) -> Iterator[str]:
    """One page at both sizes, and where it leads."""
    answer = screen.page.goto(f"{screen.address}{path}")
    if answer is None or answer.status != 200:
        walk.faults.append(f"{path}: {answer.status if answer else 'no answer'}")
        return
    for look in (PHONE, DESK):
        screen.page.set_viewport_size(look["viewport"])  # type: ignore[arg-type]
        screen.size = "phone" if look is PHONE else "desk"
        try:
            screen.look(kind.replace(":", "-").replace("?", "-"))
        except AssertionError as fault:
            walk.faults.append(f"{path} {screen.size}: {str(fault)[:300]}")
    if kind not in walk.read_by_axe:
        walk.read_by_axe.add(kind)
        walk.faults += [f"{path}: axe {name} {where[:1]}" for name, where in serious_findings(screen.page)]
    yield from links_of(screen.page, screen.address)


def walk_as(user: User, browser: Browser, address: str, walk: Walk) -> None:
    screen = Screen(browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai"), address, "desk")
    screen.account_names = list(User.objects.values_list("username", flat=True))
    enter(screen, user)
    waiting, seen = deque(["/"]), {"/"}
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if kind.split("?")[0] in NOT_SCREENS or kinds[kind]:
            continue
        if "?" in kind and walk.opened[kind] >= LOOKED_AT_BY:
            continue  # one more tab of a page that this role has open anyway
        kinds[kind] += 1
        shown = walk.opened[kind] < LOOKED_AT_BY
        for link in look_at(screen, path, kind, walk) if shown else ask_for(screen, path, walk):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    walk.opened += kinds
    walk.by_role[user.title] = {kind.split("?")[0] for kind in kinds}
    walk.faults += [f"{user.title}: {problem}" for problem in screen.problems]
    screen.close()


def test_every_role_opens_every_page_it_can_reach(
    browser: Browser, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_ADDRESS = live_server.url
    seed_town("small", seed=7)
    people, walk = listed_people(), Walk()
    assert len(people) == len(Role)
    for user in people:
        walk_as(user, browser, live_server.url, walk)
    assert walk.faults == [], "\n".join(walk.faults)
    assert all("home:workbench" in kinds and "accounts:me" in kinds for kinds in walk.by_role.values())
    for name in (
        "disputes:list",
        "disputes:detail",
        "disputes:act",
        "disputes:create",
        "grids:tree",
        "grids:detail",
    ):
        assert walk.opened[name], name
    assert sum(walk.opened.values()) > 150
