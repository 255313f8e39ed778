"""W6 in Chromium: children that load when opened, a change of worker in few clicks, pages that fit every screen."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from grids.actions.outlines import keep_outlines
from grids.models import Area, GridOutline
from grids.shapes.judging import solid
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


def test_a_grid_is_drawn_beside_its_neighbour_and_opened_from_the_map(
    page: Page, live_server: LiveServer, town: Town
) -> None:
    neighbour = solid([[[(98.29, 39.77), (98.30, 39.77), (98.30, 39.78), (98.29, 39.78), (98.29, 39.77)]]])
    keep_outlines({town.two: neighbour}, approval_no="雄街发1号", version=0, actor=town.admin)
    page.set_viewport_size({"width": 1366, "height": 900})
    sign_in(page, live_server.url, town.admin)
    page.goto(f"{live_server.url}{reverse('grids:outline', args=[town.one.pk])}")
    ground = page.locator("#map")
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    assert box is not None
    # Four corners at the left of the neighbour, whose middle is the map's; back to the first to close.
    for across, down in ((0.1, 0.3), (0.1, 0.7), (0.2, 0.7), (0.2, 0.3), (0.1, 0.3)):
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    points = page.get_by_label("边界的点")
    expect(points).to_have_value(re.compile(r"^(98\.\d+,39\.\d+\n){3}98\.\d+,39\.\d+$"))
    assert not is_wider_than_its_screen(page) and serious_findings(page, "main") == []
    page.get_by_label("街道批准文号").fill("雄街发〔2026〕13号")
    page.get_by_role("button", name="保存边界").click()
    expect(page.locator("#messages")).to_contain_text("铁北3-01格的边界图已保存")
    assert GridOutline.objects.get(grid=town.one).geometry["type"] == "Polygon"
    page.goto(f"{live_server.url}{reverse('grids:map')}")
    expect(page.locator("path.map-grid")).to_have_count(2)
    page.get_by_role("link", name="铁北3-02格", exact=True).hover()
    expect(page.locator("path.map-grid.is-lit")).to_have_count(1)
    page.locator("path.map-grid.is-lit").click(force=True)
    page.wait_for_url(f"**{reverse('grids:detail', args=[town.two.pk])}")
