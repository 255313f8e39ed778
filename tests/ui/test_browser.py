"""The look and the small scripts in a real browser."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browsing import MODES, is_wider_than_its_screen, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("test_pages"), pytest.mark.django_db]


def open_components(
    page: Page, server: LiveServer, *, font: str = "", theme: str = "", width: int = 390
) -> None:
    for name, value in (("xg_font", font), ("xg_theme", theme)):
        if value:
            page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{server.url}/components/")


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize(("font", "theme"), MODES)
def test_nothing_is_wider_than_the_screen(
    page: Page, live_server: LiveServer, width: int, font: str, theme: str
) -> None:
    open_components(page, live_server, font=font, theme=theme, width=width)
    assert not is_wider_than_its_screen(page)


@pytest.mark.parametrize(("font", "theme"), MODES)
def test_no_serious_accessibility_finding(page: Page, live_server: LiveServer, font: str, theme: str) -> None:
    open_components(page, live_server, font=font, theme=theme, width=1366)
    assert serious_findings(page) == []


@pytest.mark.parametrize(("font", "least"), [("", 44), ("lg", 60), ("xl", 60)])
def test_targets_are_large_enough_for_a_thumb(
    page: Page, live_server: LiveServer, font: str, least: int
) -> None:
    open_components(page, live_server, font=font)
    small = page.evaluate(
        """least => [...document.querySelectorAll(
             '.btn, .form-control:not([type=file]), .form-select, .chip > span, .tabs a, .figure, .pager a, .top-tool')]
           .filter(one => one.offsetParent && one.getBoundingClientRect().height + 0.5 < least)
           .map(one => `${one.className} ${one.textContent.trim()} ${one.getBoundingClientRect().height}`)""",
        least,
    )
    assert small == []


@pytest.mark.parametrize("font", ["lg", "xl"])
def test_big_text_reads_at_eighteen_points(page: Page, live_server: LiveServer, font: str) -> None:
    open_components(page, live_server, font=font)
    size = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.main .timeline-body')).fontSize)"
    )
    heading = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    assert size >= 24
    assert heading <= 30


def test_a_wrong_form_takes_the_focus_to_the_summary(page: Page, live_server: LiveServer) -> None:
    open_components(page, live_server)
    page.get_by_role("button", name="提交").click()
    page.wait_for_selector(".error-summary")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    assert page.title().startswith("错误：")
    page.get_by_role("link", name="事项：请填「事项」").click()
    assert page.evaluate("document.activeElement.id") == "id_title"


def test_a_double_click_sends_once(page: Page, live_server: LiveServer) -> None:
    open_components(page, live_server)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.fill("#id_title", "路灯不亮")
    page.evaluate(
        "const b = document.querySelector('.form button.btn-primary'); b.click(); b.click(); b.click();"
    )
    page.wait_for_selector(".error-summary")
    assert len(sent) == 1


def test_the_counter_counts_and_private_words_are_pointed_out_only_here(
    page: Page, live_server: LiveServer
) -> None:
    open_components(page, live_server)
    page.fill("#id_summary", "他有前科")
    assert page.locator("#id_summary_count").inner_text() == "已写4字，最多200字"
    assert "前科" in page.locator(".rewrite-hint").inner_text()
    page.fill("#id_summary", "电话13812345678")
    assert "手机号" in page.locator(".rewrite-hint").inner_text()
    page.fill("#id_summary", "路灯不亮")
    assert page.locator(".rewrite-hint").count() == 0
    page.fill("#id_summary", "𠮷" * 201)
    assert page.locator("#id_summary_count").inner_text() == "多了1个字，最多200字"
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "前科" not in kept and "13812345678" not in kept and "路灯" not in kept


def test_a_photo_is_shrunk_before_it_travels(page: Page, live_server: LiveServer, tmp_path: Path) -> None:

    big = tmp_path / "现场.png"
    Image.effect_noise((2600, 1900), 90).convert("RGB").save(big)
    assert big.stat().st_size > 3_000_000
    open_components(page, live_server)
    page.set_input_files("#id_photos", [str(big), str(big)])
    page.locator(".photo-list img").nth(1).wait_for(timeout=20000)
    facts = page.evaluate(
        """async () => { const files = [...document.querySelector('#id_photos').files];
           const image = await createImageBitmap(files[0]);
           return {edge: Math.max(image.width, image.height), type: files[0].type, name: files[0].name,
                   size: files[0].size, count: files.length}; }"""
    )
    assert facts["edge"] == 1600
    assert facts["type"] == "image/jpeg" and facts["name"] == "现场.jpg"
    assert facts["size"] < big.stat().st_size / 5
    page.get_by_role("button", name="去掉第1张").click()
    assert page.evaluate("document.querySelector('#id_photos').files.length") == 1


def test_the_keyboard_walks_the_rows(page: Page, live_server: LiveServer) -> None:
    open_components(page, live_server, width=1366)
    page.evaluate("document.documentElement.dataset.keys = 'on'")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert (
        page.evaluate("[...document.querySelectorAll('tbody tr')].findIndex(r => r.matches('.is-current'))")
        == 1
    )
    assert page.evaluate("document.querySelectorAll('tbody input:checked').length") == 1
    page.fill("#id_title", "")
    page.type("#id_title", "jjx")
    assert page.input_value("#id_title") == "jjx"
    assert (
        page.evaluate("[...document.querySelectorAll('tbody tr')].findIndex(r => r.matches('.is-current'))")
        == 1
    )


def test_single_keys_can_be_switched_off(page: Page, live_server: LiveServer) -> None:
    open_components(page, live_server, width=1366)
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.keyboard.press("j")
    assert page.locator(".is-current").count() == 0


def test_the_page_works_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/components/")
    page.fill("#id_title", "路灯不亮")
    page.locator(".chip", has_text="路灯").click()
    page.select_option("#id_area", "1")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#messages")).to_contain_text("已登记，照片0张")
    context.close()
