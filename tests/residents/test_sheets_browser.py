"""A community clerk and a sheet of residents with 31 bad rows, in Chromium: one fix for 25, commit, undo (issue: W11)."""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from core.sheets.models import SheetImport
from residents.models import Household, Resident
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import Cast, Town, cast, town
from tests.residents.conftest import TODAY, numbered
from tests.residents.sheets import Row, person, sheet
from tests.sheets.conftest import work

__all__ = ["cast", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE_SCREEN, DESK = 390, 1366
ROWS = 120


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def rows() -> list[Row]:
    """25 with the estate's short name, four mobiles that are none, a wrong check digit and a birth to come."""
    found = [
        person(f"赵一{chr(0x4E00 + at)}", room=f"{1 + at // 4}0{1 + at % 4}", birth="1970")
        for at in range(ROWS)
    ]
    for row in found[10:60:2]:
        row["estate"] = "铁路小"
    for row in (found[at] for at in (71, 73, 75, 77)):
        row["phone"] = "1380000"
    good = numbered(TODAY.replace(year=1975), 9)
    found[80]["id_number"] = good[:-1] + ("0" if good[-1] != "0" else "1")
    found[90]["birth"] = "2099"
    return found


def look(page: Page, name: str) -> None:
    for width in (PHONE_SCREEN, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert not is_wider_than_its_screen(page), (name, width)
        if shots := os.environ.get("XG_SHOTS"):
            page.screenshot(path=f"{shots}/register-sheet-{width}-{name}.png", full_page=True)
    assert serious_findings(page) == [], name


def one() -> SheetImport:
    return SheetImport.objects.latest("pk")


def test_a_clerk_brings_residents_with_31_bad_rows_and_takes_them_back(
    page: Page, live_server: LiveServer, town: Town, cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "铁北居民.xlsx"
    path.write_bytes(sheet(rows()))
    sign_in(page, live_server.url, cast.clerk)
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{live_server.url}/imports/new/?kind=residents")
    page.get_by_label("居民", exact=True).check()
    began = time.monotonic()
    page.get_by_label("填好的表格").set_input_files(path)
    page.get_by_role("button", name="上传，开始查错").click()
    work(one())
    expect(page.locator("#check")).to_contain_text("有错 31", timeout=15_000)
    expect(page.locator("#check")).to_contain_text(f"可导入 {ROWS - 31}")
    look(page, "check")
    page.get_by_role("button", name="小区：用铁路小区").first.click()
    expect(page.locator("#check [role=status]").first).to_have_text("改好了25行")
    expect(page.locator("#check")).to_contain_text("有错 6")
    page.get_by_role("link", name=f"先导入{ROWS - 6}行，其余存为待处理").click()
    page.get_by_role("button", name=f"确认导入{ROWS - 6}行").click()
    work(one())
    expect(page.locator("#check")).to_contain_text(f"已经导入 {ROWS - 6}", timeout=15_000)
    assert time.monotonic() - began < 120
    assert Resident.objects.count() == Household.objects.count() == ROWS - 6
    page.goto(f"{live_server.url}/homes/buildings/{town.building.pk}/")
    expect(page.locator("main")).to_contain_text("101")
    look(page, "plan")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{live_server.url}/imports/{one().pk}/?result")
    page.get_by_role("link", name="整批撤回").click()
    page.get_by_role("button", name="整批撤回").click()
    work(one())
    expect(page.locator("main")).to_contain_text(f"撤回了{ROWS - 6}行", timeout=15_000)
    assert Resident.objects.count() == 0
