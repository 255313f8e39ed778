"""What scripts add to the case pages, in Chromium; and every page in every mode without clipping."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from disputes.actions import route_up
from disputes.choices import State
from disputes.models import Dispute
from tests.browsing import HARDEST, is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import PHONE, Cast, Log, Town
from tests.disputes.walk import Walk
from tests.files.nasty import jpeg_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE_SCREEN = 1366, 390


def wide(page: Page) -> None:
    page.set_viewport_size({"width": DESK, "height": 900})


def test_an_act_opens_beside_the_case_and_a_mistake_stays_there(
    page: Page, live_server: LiveServer, cast: Cast, log: Log
) -> None:
    case = log()
    route_up(case, actor=cast.worker, trigger="beyond")
    sign_in(page, live_server.url, cast.clerk)
    wide(page)
    page.goto(f"{live_server.url}{case.get_absolute_url()}")
    page.get_by_text("更多动作").click()
    page.get_by_role("link", name="催办").click()
    panel = page.locator("dialog#panel[open]")
    expect(panel.locator("#act-body")).to_be_visible()
    panel.get_by_role("button", name="发出催办").click()
    expect(panel.locator("[data-error-summary]")).to_contain_text("有1处需要修改")
    panel.get_by_role("link", name="先不办").click()
    expect(panel).to_have_count(0)
    page.get_by_role("link", name="签收", exact=True).click()
    panel.get_by_label("说一句").fill("社区接着办")
    panel.get_by_role("button", name="签收").click()
    expect(page.locator("#messages")).to_contain_text("已签收")
    assert Dispute.objects.get(pk=case.pk).holder == cast.clerk


def test_a_number_covers_itself_after_sixty_seconds(
    page: Page, live_server: LiveServer, cast: Cast, log: Log
) -> None:
    case = log()
    sign_in(page, live_server.url, cast.worker)
    wide(page)
    page.clock.install()
    page.goto(f"{live_server.url}{case.get_absolute_url()}")
    page.get_by_role("link", name="看全号").first.click()
    panel = page.locator("dialog#panel[open]")
    panel.get_by_label("联系办案").check()
    panel.get_by_role("button", name="看60秒").click()
    expect(panel.locator("[data-revealed]")).to_have_text(PHONE)
    page.clock.run_for(30_000)
    expect(panel.locator("[data-revealed]")).to_be_visible()
    page.clock.run_for(31_000)
    expect(panel.locator("[data-revealed]")).to_have_count(0)
    assert PHONE not in page.content()
    expect(panel).to_contain_text("138****2207")


def test_the_sentence_for_the_resident_is_shown_while_one_writes(
    page: Page, live_server: LiveServer, cast: Cast, log: Log
) -> None:
    case = log()
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}{case.get_absolute_url()}?tab=overview")
    page.get_by_role("link", name="时间线").click()
    box = page.locator("form[data-note]")
    box.locator("textarea").fill("明天上午去看")
    expect(box.locator("[data-preview]")).to_be_hidden()
    box.get_by_label("居民在回执页能看到这句话").check()
    expect(box.locator("[data-preview]")).to_contain_text("居民会看到：「明天上午去看」")
    page.wait_for_url("**?tab=timeline")


def test_filters_change_the_list_and_the_address(
    page: Page, live_server: LiveServer, cast: Cast, log: Log
) -> None:
    leak, noise = log(), log(cause="21", title="深夜噪声")
    sign_in(page, live_server.url, cast.clerk)
    wide(page)
    page.goto(f"{live_server.url}/cases/?tab=all")
    page.get_by_label("类型").select_option("21")
    expect(page.locator(".applied")).to_contain_text("类型：施工扰民/噪声")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.wait_for_url("**cause=21**")
    page.get_by_role("link", name="类型：施工扰民/噪声").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tbody input[name=pick]").first.check()
    expect(page.locator("#ticked")).to_have_text("已选1件")
    page.get_by_role("button", name="催办").click()
    page.get_by_label("请今天下班前联系居民并回个话").check()
    page.get_by_role("button", name="确认办理 1 件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("批量催办：办好 1 件")
    assert leak.no and noise.no


def test_the_desk_form_looks_places_and_doubles_up_while_one_types(
    page: Page, live_server: LiveServer, cast: Cast, log: Log
) -> None:
    told = log()
    sign_in(page, live_server.url, cast.clerk)
    wide(page)
    page.goto(f"{live_server.url}/cases/new/")
    page.get_by_placeholder("小区和楼号").fill("铁路小区1号楼")
    expect(page.locator("#place-options label")).to_have_count(1)
    page.get_by_text("铁路小区1号楼").click()
    page.get_by_label("是什么事").select_option("23")
    expect(page.locator("#look")).to_contain_text(told.no or "")
    page.get_by_label("煤气泄漏或火情").check()
    expect(page.locator("#look")).to_contain_text("119 火警")
    expect(page.locator("#look")).to_contain_text("建议按大事")
    page.get_by_role("button", name="下一步，核对").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("先打电话")
    page.get_by_role("button", name="已经打了，继续登记").click()
    page.get_by_role("button", name="登记，出回执").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("受理回执")
    assert Dispute.objects.count() == 2


def test_a_photo_and_two_taps_log_a_case_on_the_phone(
    page: Page, live_server: LiveServer, cast: Cast, media: Path
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/m/new/")
    page.locator("input[name=photos]").set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": jpeg_of(900, 600)}
    )
    expect(page.locator(".photo-list li")).to_have_count(1)
    page.get_by_text("铁路小区1号楼").click()
    page.get_by_label("漏水排水").check()
    expect(page.locator(".settled-part")).to_be_hidden()
    page.get_by_label("我已处理").check()
    expect(page.locator(".settled-part")).to_be_visible()
    page.get_by_label("报社区").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已上报")
    assert Dispute.objects.get().state == State.ESCALATION_PENDING
    page.get_by_role("link", name="打开这件").click()
    page.get_by_role("link", name="照片").click()
    expect(page.locator(".photo-list img")).to_have_js_property("complete", True)


@pytest.mark.parametrize(("font", "theme"), HARDEST)
def test_no_page_is_clipped_and_none_shuts_anybody_out(
    page: Page, live_server: LiveServer, walk: Walk, font: str, theme: str
) -> None:
    case = walk.to(State.PERFORMING)
    waiting = walk.to(State.ESCALATION_PENDING)
    base = case.get_absolute_url()
    sign_in(page, live_server.url, walk.cast.clerk)
    for name, value in (("xg_font", font), ("xg_theme", theme)):
        if value:
            page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    pages = [
        "/cases/?tab=all", base, f"{base}?tab=timeline", f"{base}?tab=mediation", f"{base}?tab=changes",
        f"{base}?tab=photos", f"{base}receipt/", f"{base}do/perform/", waiting.get_absolute_url(),
        f"{waiting.get_absolute_url()}do/note/", "/cases/new/", "/m/new/",
        f"/track/?no={case.no}&c={case.receipt_code}", "/track/",
    ]  # fmt: skip
    for width in (PHONE_SCREEN, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        for address in pages:
            page.goto(f"{live_server.url}{address}")
            assert not is_wider_than_its_screen(page), (width, address)
            # Big letters change sizes only; colours are read by axe in their own modes.
            if not font and (width == DESK or not theme):
                assert serious_findings(page) == [], (width, address)


def test_everything_can_be_done_without_scripts(
    browser: Browser, live_server: LiveServer, town: Town, cast: Cast, log: Log
) -> None:
    case = log()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    sign_in(plain, live_server.url, cast.worker)
    plain.goto(f"{live_server.url}/m/new/")
    plain.get_by_placeholder("换楼栋").fill("2号楼")
    plain.get_by_role("button", name="查找").click()
    plain.get_by_text("铁路小区2号楼").click()
    plain.get_by_label("漏水排水").check()
    plain.get_by_label("我来办").check()
    plain.get_by_role("button", name="提交").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("已上报")
    plain.goto(f"{live_server.url}{case.get_absolute_url()}")
    plain.get_by_role("link", name="时间线").click()
    plain.get_by_role("textbox", name="记一笔").fill("没有脚本也能写")
    plain.get_by_role("button", name="发送").click()
    expect(plain.locator("body")).to_contain_text("没有脚本也能写")
    plain.get_by_role("link", name="登记首次联系").click()
    plain.get_by_label("说了什么").fill("约好明天")
    plain.get_by_role("button", name="登记联系").click()
    expect(plain.locator("body")).to_contain_text("已登记首次联系")
    plain.goto(f"{live_server.url}{case.get_absolute_url()}")
    plain.get_by_role("link", name="看全号").first.click()
    plain.get_by_label("联系办案").check()
    plain.get_by_role("button", name="看60秒").click()
    expect(plain.locator("body")).to_contain_text(PHONE)
    context.close()
