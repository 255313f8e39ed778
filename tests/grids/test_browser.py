"""W6 in Chromium: children that load when opened, a change of worker in few clicks, pages that fit every screen."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from grids.models import Area
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.grids.conftest import Town, build_town, worker_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town() -> Town:
    return build_town()


def test_a_community_and_an_estate_load_when_they_are_opened(
    page: Page, live_server: LiveServer, town: Town
) -> None:
    sign_in(page, live_server.url, town.admin)
    page.goto(f"{live_server.url}/grids/")
    expect(page.get_by_role("link", name="铁北3-01格")).to_have_count(0)
    page.locator("summary", has_text="铁北社区").click()
    expect(page.get_by_role("link", name="铁北3-01格")).to_be_visible()
    page.locator("summary", has_text="铁路小区").click()
    expect(page.get_by_role("link", name="6号楼")).to_be_visible()
    expect(page.locator("summary", has_text="德惠社区")).to_be_visible()


def test_a_grid_changes_hands_in_five_clicks(page: Page, live_server: LiveServer, town: Town) -> None:
    sign_in(page, live_server.url, town.admin)
    page.goto(f"{live_server.url}{reverse('grids:detail', args=[town.one.pk])}")
    page.get_by_role("link", name="换人或设替班").click()
    page.get_by_role("link", name=re.compile(r"选\s*陈洁")).click()
    expect(page.get_by_label("哪个网格")).to_have_value(str(town.one.pk))
    page.get_by_role("button", name="放进待保存的改动").click()
    expect(page.locator("main")).to_contain_text("王秀兰→陈洁")
    page.get_by_role("link", name="核对并保存").click()
    page.get_by_role("button", name="保存1项改动").click()
    expect(page.locator("#messages")).to_contain_text("已保存")
    assert worker_on(town.one, timezone.localdate()) == town.chen


def test_a_split_is_previewed_by_keyboard_and_saved(page: Page, live_server: LiveServer, town: Town) -> None:
    sign_in(page, live_server.url, town.admin)
    page.goto(f"{live_server.url}{reverse('grids:split', args=[town.one.pk])}")
    page.get_by_label("新网格名称").fill("铁北3-03格")
    for name in ("3号楼", "4号楼"):
        box = page.get_by_label(f"铁路小区{name}")
        box.focus()
        page.keyboard.press("Space")
    page.get_by_label("网格员（选填）").select_option(str(town.chen.pk))
    page.get_by_label("街道批准文号").fill("雄街发〔2026〕12号")
    page.get_by_role("button", name="看会怎么变").press("Enter")
    expect(page.locator("main")).to_contain_text("划转2栋：铁路小区3号楼、铁路小区4号楼")
    page.get_by_role("button", name="确认分格").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("铁北3-03格")


@pytest.mark.parametrize("width", [390, 1366])
def test_pages_fit_the_screen_and_speak_to_readers(
    page: Page, live_server: LiveServer, town: Town, width: int
) -> None:
    house = Area.objects.filter(parent=town.railway).order_by("code")[0]
    pages = [
        reverse("grids:tree") + f"?open={town.tiebei.pk}",
        reverse("grids:tree") + "?show=lacking",
        reverse("grids:detail", args=[town.one.pk]),
        reverse("grids:assign"),
        reverse("grids:merge", args=[town.one.pk]),
        reverse("grids:area", args=[town.railway.pk]),
        reverse("grids:area_do", args=[town.railway.pk, "split"]),
        reverse("grids:area_do", args=[house.pk, "move"]),
        reverse("grids:departments"),
        reverse("people:list"),
        reverse("people:detail", args=[town.wang.pk]),
        reverse("people:grant", args=[town.chen.pk]) + "?role=grid_worker",
    ]
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, live_server.url, town.admin)
    page.set_viewport_size({"width": width, "height": 800})
    for address in pages:
        page.goto(f"{live_server.url}{address}")
        assert not is_wider_than_its_screen(page), address
        assert serious_findings(page) == [], address
    assert complaints == []
