"""From the tick list to the second look, in Chromium at 390 px; every page in every mode without clipping; and all of it
without scripts.

XG_SHOTS names a folder that keeps a picture of each page looked at."""

import os
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from core.clocks.store import load_calendar
from core.files.models import StoredFile
from grids.actions.patrols import check_point
from grids.actions.routes import add_point
from grids.choices_field import HazardState
from grids.models import Checklist, Hazard, PatrolCheck, PatrolDay
from tests.browsing import HARDEST, is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import Cast, Town
from tests.files.nasty import jpeg_of
from tests.hazards.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = 1366, 390


@pytest.fixture(autouse=True)
def _points(town: Town, cast: Cast) -> None:
    grid, (first, second) = town.tiebei.grids[0], town.tiebei.buildings[0]
    told: dict[str, Any] = {"actor": cast.leader}
    add_point(grid, place=first, name="1号楼门厅", **told)
    add_point(grid, place=second, name="2号楼前空地", **told)
    add_point(
        grid, place=second, name="燃气调压箱", weekly=5, checklist=Checklist.objects.get(code="gas"), **told
    )


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("XG_SHOTS"):
        page.screenshot(path=f"{folder}/field-{name}.png", full_page=True)


def photo(name: str) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg_of(900, 600)}


def stop(page: Page, name: str) -> Any:
    """The line of a point on today's list."""
    return page.locator("li.stop-row", has_text=name)


def act(page: Page, label: str) -> Any:
    """The act's button; the form in the panel or, on a phone, on its page."""
    more = page.locator(".acts-more > summary")
    button = page.locator(".acts").get_by_role("link", name=label, exact=True).first
    if not button.is_visible():
        more.click()
    button.click()
    body = page.locator("#act-body")
    body.get_by_role("heading", name=label, exact=True).wait_for()
    return body


def test_from_the_walk_to_the_second_look(
    page: Page, live_server: LiveServer, cast: Cast, town: Town
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/patrols/today/")
    expect(page.locator(".walk-count")).to_contain_text("0/" if _is_workday() else "今天没有要查的")
    if not _is_workday():
        page.locator(".stops-later > summary").click()
    stop(page, "1号楼门厅").locator(".stop-fine").click()
    expect(page.locator(".stop-row.is-done")).to_contain_text("1号楼门厅")
    shot(page, "1-today")
    if not _is_workday():
        page.locator(".stops-later > summary").click()
    stop(page, "2号楼前空地").locator(".stop-found").click()
    # One tap for the kind, three for the photo, one to send.
    expect(page.get_by_label("铁路小区2号楼")).to_be_checked()
    page.locator("input[name=photos]").set_input_files(photo("前.jpg"))
    expect(page.locator(".photo-list li")).to_have_count(1)
    page.get_by_label("楼道堆物", exact=True).check()
    expect(page.locator("#look")).to_contain_text("建议：一般，3个工作日内整改")
    shot(page, "2-new")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已上报")
    shot(page, "3-thanks")
    hazard = Hazard.objects.get()
    assert hazard.state == HazardState.GRADED
    assert PatrolCheck.objects.filter(hazard=hazard, result="found").count() == 1
    assert PatrolDay.objects.get().points_done == 2

    sign_in(page, live_server.url, cast.clerk)
    page.goto(f"{live_server.url}/hazards/")
    page.get_by_role("link", name=hazard.no).click()
    form = act(page, "责令整改")
    form.get_by_label("责任方").fill("铁北物业")
    form.get_by_label("要怎么整改").fill("清走楼前杂物")
    form.get_by_role("button", name="责令整改").click()
    expect(page.locator("#messages")).to_contain_text("已责令整改，现在是「整改中」")
    shot(page, "4-ordered")

    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}{hazard.get_absolute_url()}")
    form = act(page, "登记整改")
    form.locator("input[name=after]").set_input_files(photo("后.jpg"))
    form.get_by_label("怎么整改的").fill("杂物已清走")
    form.get_by_role("button", name="整改好了，请复查").click()
    expect(page.locator("#messages")).to_contain_text("现在是「待复查」")
    assert page.locator(".acts").get_by_role("link", name="复查", exact=True).count() == 0

    sign_in(page, live_server.url, cast.leader)
    page.goto(f"{live_server.url}{hazard.get_absolute_url()}")
    expect(page.locator(".photo-groups img")).to_have_count(2)
    form = act(page, "复查")
    form.get_by_label("合格", exact=True).check()
    form.get_by_role("button", name="提交复查").click()
    expect(page.locator("#messages")).to_contain_text("现在是「已办结」")
    shot(page, "5-closed")
    assert Hazard.objects.get().state == HazardState.CLOSED
    assert sorted(StoredFile.objects.values_list("purpose", flat=True)) == ["after", "before"]


def _is_workday() -> bool:
    return load_calendar().is_workday(timezone.localdate())


def test_a_tap_is_taken_back_and_the_count_follows(
    page: Page, live_server: LiveServer, cast: Cast, town: Town
) -> None:
    point = town.tiebei.grids[0].route.points.get(name="1号楼门厅")
    check_point(point, actor=cast.worker)
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/patrols/today/")
    stop(page, "1号楼门厅").get_by_role("button", name="撤回").click()
    expect(page.locator(".stop-row.is-done")).to_have_count(0)
    assert not PatrolCheck.objects.exists()


def test_danger_opens_its_own_part_and_says_whom_to_call(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/hazards/new/")
    called = page.get_by_label("已经打了电话，人已经离开")
    expect(called).to_be_hidden()
    page.get_by_label("起火冒烟").check()
    expect(called).to_be_visible()
    expect(page.locator("#look a[href='tel:119']")).to_be_visible()
    page.get_by_label("没有", exact=True).check()
    expect(called).to_be_hidden()
    page.get_by_label("更多类别").select_option(label="燃气泄漏")
    expect(called).to_be_visible()
    expect(page.locator("#look")).to_contain_text("建议：重大，当场整改")
    shot(page, "6-danger")
    page.get_by_text("铁路小区1号楼").click()
    page.get_by_role("button", name="提交").click()
    expect(page.locator("section.stop").first).to_contain_text("先打电话")
    assert not Hazard.objects.exists()
    called.check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已上报")


def test_settled_on_the_spot_with_two_photos(page: Page, live_server: LiveServer, cast: Cast) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/hazards/new/")
    page.locator("input[name=photos]").set_input_files(photo("前.jpg"))
    page.get_by_text("铁路小区1号楼").click()
    page.get_by_label("楼道堆物", exact=True).check()
    expect(page.locator("#look")).to_contain_text("建议：一般")
    expect(page.locator(".settled-part")).to_be_hidden()
    page.get_by_label("我已处理").check()
    page.get_by_label("怎么处理的").fill("当场搬走")
    page.locator("input[name=after]").set_input_files(photo("后.jpg"))
    page.wait_for_load_state("networkidle")
    expect(page.locator(".photo-list li")).to_have_count(2)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("已记为当场整改")
    assert Hazard.objects.get().state == HazardState.RECTIFIED


@pytest.mark.parametrize(("font", "theme"), HARDEST)
def test_no_page_is_clipped_and_none_shuts_anybody_out(
    page: Page, live_server: LiveServer, town: Town, cast: Cast, font: str, theme: str
) -> None:
    walk = Walk(town, cast, now=timezone.now())
    ordered, closed = walk.to(HazardState.ORDERED), walk.to(HazardState.CLOSED)
    grid, gas = town.tiebei.grids[0], Checklist.objects.get(code="gas")
    check_point(grid.route.points.get(name="1号楼门厅"), actor=cast.leader)
    sign_in(page, live_server.url, cast.leader)
    for name, value in (("xg_font", font), ("xg_theme", theme)):
        if value:
            page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    pages = [
        "/patrols/today/", "/patrols/", f"/patrols/{grid.pk}/", f"/patrols/{grid.pk}/route/", f"/patrols/{grid.pk}/route/new/",
        f"/patrols/{grid.pk}/words/", f"/patrols/{grid.pk}/{timezone.localdate()}/", "/hazards/?tab=all", "/hazards/new/",
        ordered.get_absolute_url(), closed.get_absolute_url(), ordered.act_url("rectify"), f"/docs/of/hazard/{ordered.pk}/",
        f"/docs/of/hazard/{closed.pk}/", "/hazards/checks/", f"/hazards/checks/new/?checklist={gas.pk}",
        "/settings/checklists/", f"/settings/checklists/{gas.pk}/", f"/grids/{grid.pk}/",
    ]  # fmt: skip
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        for number, address in enumerate(pages):
            page.goto(f"{live_server.url}{address}")
            if not font and not theme:
                shot(page, f"page{number:02}-{width}")
            assert not is_wider_than_its_screen(page), (width, address)
            # Big letters change sizes only; colours are read by axe in their own modes.
            if not font and (width == DESK or not theme):
                assert serious_findings(page) == [], (width, address)


def test_everything_can_be_done_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    sign_in(plain, live_server.url, cast.worker)
    plain.goto(f"{live_server.url}/patrols/today/")
    if not _is_workday():
        plain.locator(".stops-later > summary").click()
    stop(plain, "1号楼门厅").locator(".stop-fine").click()
    expect(plain.locator("body")).to_contain_text("「1号楼门厅」正常，已记下")
    plain.goto(f"{live_server.url}/hazards/new/")
    plain.get_by_placeholder("换楼栋").fill("2号楼")
    plain.get_by_role("button", name="查找").click()
    plain.get_by_text("铁路小区2号楼").click()
    plain.get_by_label("楼道堆物", exact=True).check()
    plain.get_by_role("button", name="提交").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("已上报")
    plain.get_by_role("link", name="打开这件").click()
    plain.get_by_role("link", name="记一笔").click()
    plain.locator("textarea[name=text]").fill("没有脚本也能写")
    plain.get_by_role("button", name="记下").click()
    expect(plain.locator("body")).to_contain_text("没有脚本也能写")
    context.close()
