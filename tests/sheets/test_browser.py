"""A clerk with a sheet of 31 bad rows, in Chromium: mends a repeated mistake once, commits, undoes (ux.md G-21)."""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from core.accounts.models import User
from core.sheets.actions import ask_commit
from core.sheets.choices import State
from core.sheets.models import SheetImport
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.sheets import people
from tests.sheets.conftest import Import, good_rows, work, workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE_SCREEN, DESK = 390, 1366


def sheet(folder: Path, rows: int = 500) -> Path:
    """31 bad rows: 25 with the same wrong community, four bad phones, a formula's worth of trouble and a twin."""
    cells = good_rows(rows)
    for at in range(10, 60, 2):
        cells[at][0] = "铁北"
    for at in (101, 103, 105, 107):
        cells[at][3] = "1380000"
    cells[120][2] = cells[120][2][:-1] + ("0" if cells[120][2][-1] != "0" else "1")
    cells[130][2] = cells[4][2]
    path = folder / "铁北住户.xlsx"
    path.write_bytes(workbook(cells))
    return path


def shot(page: Page, name: str) -> None:
    """XG_SHOTS names a folder that keeps a picture of each page."""
    for width in (PHONE_SCREEN, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert not is_wider_than_its_screen(page), (name, width)
        if shots := os.environ.get("XG_SHOTS"):
            page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
    assert serious_findings(page) == [], name


def one() -> SheetImport:
    return SheetImport.objects.latest("pk")


def test_a_clerk_imports_a_sheet_with_31_bad_rows(
    page: Page, live_server: LiveServer, clerk: User, tmp_path: Path
) -> None:
    taps = 0
    sign_in(page, live_server.url, clerk)
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{live_server.url}/imports/")
    shot(page, "1-list")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.get_by_role("link", name="新的导入").click()
    shot(page, "2-new")
    with page.expect_download() as told:
        page.get_by_role("link", name="下载住户模板").click()
    assert told.value.suggested_filename == "住户模板.xlsx"
    began = time.monotonic()
    page.get_by_label("填好的表格").set_input_files(sheet(tmp_path))
    page.get_by_role("button", name="上传，开始查错").click()
    taps += 2
    expect(page.locator("#progress")).to_contain_text("等着读")
    shot(page, "3-progress")
    work(one())
    expect(page.locator("#check")).to_contain_text("有错 31", timeout=15_000)
    expect(page.locator("#check")).to_contain_text("可导入 469")
    shot(page, "4-check")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.get_by_role("button", name="第12行社区：用铁北社区").click()
    taps += 1
    expect(page.locator("#check [role=status]").first).to_have_text("改好了25行")
    expect(page.locator("#check")).to_contain_text("有错 6")
    page.get_by_label("第103行手机改成").fill("13800000009")
    page.get_by_role("button", name="第103行手机：改").click()
    taps += 2
    expect(page.locator("#check [role=status]").first).to_have_text("改好了1行")
    page.get_by_role("link", name="新增").click()
    expect(page.locator("#check tbody tr").first).to_contain_text("铁北社区")
    shot(page, "5-rows")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.get_by_role("link", name="先导入495行，其余存为待处理").click()
    taps += 1
    shot(page, "6-confirm")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.get_by_role("button", name="确认导入495行").click()
    taps += 1
    expect(page.locator("#progress")).to_contain_text("正在导入")
    work(one())
    expect(page.locator("#check")).to_contain_text("已经导入 495", timeout=15_000)
    assert taps <= 8 and time.monotonic() - began < 120
    assert len(people.everybody()) == 495
    page.goto(f"{live_server.url}/imports/{one().pk}/?result")
    expect(page.locator("main")).to_contain_text("新增495行")
    shot(page, "7-result")
    page.get_by_role("link", name="整批撤回").click()
    shot(page, "8-undo")
    page.get_by_role("button", name="整批撤回").click()
    expect(page.locator("#progress")).to_contain_text("正在撤回")
    work(one())
    expect(page.locator("main")).to_contain_text("撤回了495行", timeout=15_000)
    assert people.everybody() == [] and one().state == State.UNDONE


def test_columns_are_matched_and_twins_decided(
    page: Page, live_server: LiveServer, lead: User, bring: Import, tmp_path: Path
) -> None:
    heads = ["所在社区", "住户姓名", "证件号", "电话", "人数", "备注"]
    waiting = bring(good_rows(3), actor=lead, heads=heads)
    sign_in(page, live_server.url, lead)
    page.goto(f"{live_server.url}/imports/{waiting.pk}/")
    shot(page, "9-match")
    for label, column in (
        ("所在社区", "社区（必填）"),
        ("住户姓名", "姓名（必填）"),
        ("证件号", "身份证号"),
        ("电话", "手机"),
    ):
        page.get_by_label(f"「{label}」是哪一列").select_option(column)
    page.get_by_role("button", name="就这样，开始查错").click()
    work(one())
    expect(page.locator("#check")).to_contain_text("没有要处理的行了", timeout=15_000)
    page.get_by_role("link", name="下一步，确认导入3行").click()
    page.get_by_role("button", name="确认导入3行").click()
    work(one())
    expect(page.locator("main")).to_contain_text("新增3行", timeout=15_000)
    rows = [[*row[:2], "", *row[3:5], "改了备注"] for row in good_rows(3)]
    like = bring(rows, actor=lead)
    page.goto(f"{live_server.url}/imports/{like.pk}/")
    expect(page.locator("#check tbody tr")).to_have_count(3)
    shot(page, "10-doubt")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.get_by_role("button", name="第2行：跳过").click()
    expect(page.locator("#check tbody tr")).to_have_count(2)
    page.locator(".fix-all").get_by_role("button", name="更新").click()
    expect(page.locator("#check")).to_contain_text("没有要处理的行了")
    page.get_by_role("link", name="更新").click()
    expect(page.locator("#check")).to_contain_text("备注：（空） → 改了备注")
    shot(page, "11-update")


def test_everything_works_without_scripts(
    browser: Browser, live_server: LiveServer, clerk: User, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    sign_in(plain, live_server.url, clerk)
    plain.goto(f"{live_server.url}/imports/new/")
    plain.get_by_label("填好的表格").set_input_files(sheet(tmp_path, 200))
    plain.get_by_role("button", name="上传，开始查错").click()
    work(one())
    plain.get_by_role("link", name="刷新").click()
    plain.get_by_role("button", name="第12行社区：用铁北社区").click()
    expect(plain.locator("body")).to_contain_text("改好了25行")
    expect(plain.locator("body")).to_contain_text("有错 6")
    plain.get_by_role("link", name="先导入194行，其余存为待处理").click()
    plain.get_by_role("button", name="确认导入194行").click()
    work(one())
    plain.get_by_role("link", name="刷新").click()
    expect(plain.locator("body")).to_contain_text("已经导入 194")
    context.close()


def test_export_pages_in_both_sizes(page: Page, live_server: LiveServer, lead: User, bring: Import) -> None:
    found = bring(good_rows(3), actor=lead)
    ask_commit(found, mode="all", actor=lead)
    work(found)
    sign_in(page, live_server.url, lead)
    page.goto(f"{live_server.url}/exports/")
    shot(page, "12-exports")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.get_by_role("link", name="导出住户").click()
    page.get_by_label("用在哪里").fill("核对三季度走访名单")
    shot(page, "13-export-new")
    page.get_by_role("button", name="导出").click()
    expect(page.locator("main")).to_contain_text("可以下载")
    shot(page, "14-export")
    with page.expect_download() as told:
        page.get_by_role("link", name="下载").click()
    assert told.value.suggested_filename.startswith("雄导〔")


@pytest.mark.parametrize(("font", "theme"), [("lg", ""), ("xl", ""), ("", "contrast"), ("", "sun")])
def test_no_page_is_clipped_in_any_mode(
    page: Page, live_server: LiveServer, clerk: User, lead: User, bring: Import, font: str, theme: str
) -> None:
    ask_commit(bring(good_rows(2), actor=lead), mode="all", actor=lead)
    work(one())
    rows = good_rows(6)
    rows[0][5], rows[3][0], rows[4][3] = "改", "铁北", "1"
    found = bring(rows, actor=clerk)
    waiting = bring(rows, actor=clerk, heads=["甲", "乙", "丙", "丁", "戊", "己"])
    sign_in(page, live_server.url, clerk)
    for name, value in (("xg_font", font), ("xg_theme", theme)):
        if value:
            page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    here = f"/imports/{found.pk}/"
    pages = [
        "/imports/", "/imports/new/", here, f"{here}?tab=update", f"{here}?tab=new", f"{here}confirm/", f"{here}again/",
        f"{here}discard/", f"/imports/{waiting.pk}/", "/exports/", "/exports/new/test_people/",
    ]  # fmt: skip
    for width in (PHONE_SCREEN, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        for address in pages:
            page.goto(f"{live_server.url}{address}")
            assert not is_wider_than_its_screen(page), (width, address)
            if not font:
                assert serious_findings(page) == [], (width, address)
