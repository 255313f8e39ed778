"""A grid worker's round on a phone, in Chromium: taps are counted, and what was said at the door gets its answer."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disputes.actions import ACTIONS as CASE_ACTS
from disputes.models import Dispute
from residents.actions.visits import CampaignPlan, open_campaign, plan_visit
from residents.choices_visits import OpinionState, Outcome
from residents.models import Opinion, Visit
from tests.browsing import HARDEST, is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import Cast, Town
from tests.opinions.walk import Walk
from tests.visits.conftest import Go, Homes, door_of, make_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = 1366, 390


@dataclass
class Thumb:
    """Counts what a thumb does; the first tap is 走访 in the bar at the bottom."""

    page: Page
    taps: int = 1

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1


def test_a_visit_takes_five_taps_and_one_by_appointment_four(
    page: Page, live_server: LiveServer, cast: Cast, homes: Homes, went: Go
) -> None:
    """G-02: no key, nothing typed, the building one stood at last."""
    now = timezone.now()
    went(homes.neighbour, now=now - timedelta(hours=2))
    plan_visit(door_of(homes.mine), actor=cast.worker, planned_at=now + timedelta(minutes=1), now=now)
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/visits/")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="走访登记").first)
    thumb.tap(page.get_by_label("2单元201"))
    thumb.tap(page.get_by_label("居民不便", exact=True))
    thumb.tap(page.get_by_role("button", name="登记", exact=True))
    expect(page.locator("#content")).to_contain_text("已记「居民不便」。不用写原因，可改约")
    assert thumb.taps <= 5
    visit = Visit.objects.latest("pk")
    assert (visit.household, visit.outcome) == (homes.mine, Outcome.NOT_NOW)

    page.goto(f"{live_server.url}/visits/")
    thumb = Thumb(page)
    thumb.tap(page.locator(".task-list").first.get_by_role("link", name="登记").first)
    thumb.tap(page.get_by_label("居民不便", exact=True))
    thumb.tap(page.get_by_role("button", name="登记", exact=True))
    expect(page.locator("#messages")).to_contain_text("已登记走访，现在是「已走访」")
    assert thumb.taps <= 4


def close_the_case(case: Dispute, cast: Cast) -> None:
    """What the grid does about it meanwhile."""
    today = timezone.localdate()
    worker, leader = cast.worker, cast.leader
    CASE_ACTS["ask_consent"](case, actor=worker, asked_on=today, mode="on_site")
    consents = dict.fromkeys(case.parties.values_list("pk", flat=True), "agreed")
    CASE_ACTS["accept"](case, actor=worker, consents=consents, rights_told_on=today)
    CASE_ACTS["agree_performed"](case, actor=worker, terms="物业补好防水", agreed_on=today, proof="现场照片")
    told = {"at": timezone.now(), "mode": "phone", "performed": True, "satisfaction": "good"}
    CASE_ACTS["follow_up"](case, actor=leader, **told)
    CASE_ACTS["close"](case, actor=cast.secretary, citizen_told="已电话告知")


def test_what_was_said_at_the_door_becomes_a_case_and_gets_its_answer(
    page: Page, live_server: LiveServer, cast: Cast, homes: Homes
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/visits/new/")
    page.locator("#place-options").get_by_text("铁路小区1号楼").click()
    page.get_by_label("2单元201").click()
    page.get_by_label("已见面", exact=True).click()
    field = page.get_by_label("居民说了什么")
    expect(field).to_be_hidden()
    page.get_by_label("有意见要反映").check()
    field.fill("楼顶漏水，一下雨就湿")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#content")).to_contain_text("前要答复居民")
    opinion = Opinion.objects.get()

    page.get_by_role("link", name=opinion.no or "").click()
    page.get_by_role("link", name="转办", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("上报一件事")
    expect(page.get_by_label("说一句")).to_have_value("楼顶漏水，一下雨就湿")
    page.get_by_label("漏水排水").check()
    page.get_by_label("我来办").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已上报")
    case = Dispute.objects.get()
    expect(page.locator("#content")).to_contain_text(case.no or "")
    page.goto(f"{live_server.url}{opinion.get_absolute_url()}")
    expect(page.locator("#content")).to_contain_text(f"已转为案件 {case.no}：已登记")

    close_the_case(case, cast)
    page.goto(f"{live_server.url}/visits/")
    row = page.locator("li", has_text=opinion.no or "")
    expect(row).to_contain_text("办理中")
    row.get_by_role("link", name="答复").click()
    expect(page.get_by_label("告诉居民的话")).to_have_value(
        f"您反映的楼顶漏水，{case.no}已有结果：结案：当场履行。还没解决请告诉我们"
    )
    page.get_by_label("电话", exact=True).click()
    page.get_by_label("满意", exact=True).click()
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("现在是「已办结」")
    expect(page.locator(".told").last).to_contain_text("结案：当场履行")
    opinion.refresh_from_db()
    assert (opinion.state, opinion.satisfaction) == (OpinionState.CLOSED, "good")


def test_another_building_brings_its_doors_without_leaving_the_page(
    page: Page, live_server: LiveServer, cast: Cast, town: Town, homes: Homes, went: Go
) -> None:
    make_home(town.tiebei.buildings[0][1], "3", "301")
    went()
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/visits/new/")
    page.get_by_label("居民不便", exact=True).click()
    page.get_by_text("换楼栋", exact=True).click()
    page.locator("#place-options").get_by_text("铁路小区2号楼").click()
    expect(page.locator("#place-name")).to_have_text("铁路小区2号楼")
    page.get_by_label("3单元301").click()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已登记")
    assert Visit.objects.latest("pk").address == "铁路小区2号楼3单元301"


def test_an_act_opens_beside_the_opinion_and_turning_leads_to_the_case(
    page: Page, live_server: LiveServer, cast: Cast, town: Town
) -> None:
    opinion = Walk(cast, town, now=timezone.now() - timedelta(hours=3)).to(OpinionState.HANDLING)
    sign_in(page, live_server.url, cast.clerk)
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{live_server.url}{opinion.get_absolute_url()}")
    page.get_by_role("link", name="答复居民").click()
    panel = page.locator("dialog#panel[open]")
    panel.get_by_role("button", name="答复", exact=True).click()
    expect(panel.locator("[data-error-summary]")).to_contain_text("处需要修改")
    panel.get_by_role("link", name="先不办").click()
    page.get_by_text("更多动作").click()
    page.get_by_role("link", name="转办", exact=True).click()
    panel.get_by_role("link", name="转为案件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登记案件")
    expect(page.get_by_label("事情经过")).to_have_value(opinion.text)


@pytest.mark.parametrize(("font", "theme"), HARDEST)
def test_no_page_is_clipped_and_none_shuts_anybody_out(
    page: Page, live_server: LiveServer, cast: Cast, town: Town, homes: Homes, went: Go, font: str, theme: str
) -> None:
    now = timezone.now()
    plan = CampaignPlan(
        "冬季大走访",
        now.date(),
        now.date() + timedelta(days=9),
        communities=(town.tiebei.area,),
        questions=("供暖",),
    )
    campaign = open_campaign(plan, actor=cast.manager)
    visit = went(campaign=campaign, now=now - timedelta(minutes=5), follow_up_on=timezone.localdate())
    plan_visit(door_of(homes.mine), actor=cast.worker, planned_at=now + timedelta(minutes=1), now=now)
    opinion = Walk(cast, town, now=now - timedelta(days=1)).to(OpinionState.CONVERTED)
    sign_in(page, live_server.url, cast.secretary)
    for name, value in (("xg_font", font), ("xg_theme", theme)):
        if value:
            page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    pages = [
        "/visits/", "/visits/new/", "/visits/plan/", "/visits/all/", visit.get_absolute_url(), visit.act_url("amend"),
        f"/docs/L18/{visit.pk}/preview/", f"/visits/{visit.no}/done/", "/visits/campaigns/", campaign.get_absolute_url(),
        "/visits/campaigns/new/", "/visits/leaders/", "/opinions/?tab=all", opinion.get_absolute_url(),
        opinion.act_url("tell_progress"), opinion.act_url("reply"), "/opinions/new/",
    ]  # fmt: skip
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        for address in pages:
            page.goto(f"{live_server.url}{address}")
            assert not is_wider_than_its_screen(page), (width, address)
            # Big letters change sizes only; colours are read by axe in their own modes.
            if not font and (width == DESK or not theme):
                assert serious_findings(page) == [], (width, address)


def test_everything_can_be_done_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast, town: Town, homes: Homes, went: Go
) -> None:
    make_home(town.tiebei.buildings[0][1], "3", "301")
    went(now=timezone.now() - timedelta(hours=1))
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    sign_in(plain, live_server.url, cast.worker)
    plain.goto(f"{live_server.url}/visits/new/")
    plain.get_by_text("换楼栋", exact=True).click()
    plain.get_by_text("铁路小区2号楼").click()
    plain.get_by_role("button", name="换到选中的楼").click()
    plain.get_by_label("3单元301").click()
    plain.get_by_label("已见面", exact=True).click()
    plain.get_by_label("居民说了什么").fill("路灯不亮")
    plain.get_by_role("button", name="登记", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("已登记")
    opinion = Opinion.objects.get()
    assert opinion.address == "铁路小区2号楼3单元301"
    plain.goto(f"{live_server.url}{opinion.act_url('classify')}")
    plain.get_by_label("咨询").check()
    plain.get_by_role("button", name="分好了").click()
    plain.get_by_role("link", name="答复居民").click()
    plain.get_by_label("当面").check()
    plain.get_by_label("告诉居民的话").fill("电工明天来修")
    plain.get_by_role("button", name="答复", exact=True).click()
    expect(plain.locator("body")).to_contain_text("已答复居民")
    context.close()
