"""A ticket by hands at screens: received, given to the community, blown to a department, answered on a phone with the
result that came back, called back. What the department does meanwhile is told elsewhere (tests/whistles)."""

import re

import pytest
import time_machine
from playwright.sync_api import Locator, Page
from pytest_django.fixtures import Settings

from core.accounts.models import User
from disputes.hotline.choices import TicketState
from disputes.models import HotlineTicket, Whistle
from disputes.whistles.actions.duties import ship_clauses
from tests.cast import Cast, Log, Town
from tests.e2e.conftest import Open, Screen, monday, office, open_screen
from tests.e2e.hands import choose
from tests.whistles.units import Street, build_summon, finish

__all__ = ["monday", "office", "open_screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
S = TicketState
# The machine is shared.
PATIENCE = 40_000


def ticket() -> HotlineTicket:
    return HotlineTicket.objects.get()


def screen_of(open_screen: Open, user: User, size: str = "desk") -> Screen:
    screen = open_screen(size)
    screen.context.set_default_timeout(PATIENCE)
    screen.account_names = list(User.objects.values_list("username", flat=True))
    screen.sign_in(user)
    return screen


def act(page: Page, label: str) -> Locator:
    button = page.locator(".acts").get_by_role("link", name=label, exact=True).first
    if not button.is_visible():
        page.locator(".acts-more > summary").first.click()
    button.click()
    form = page.locator("#act-body")
    form.get_by_role("heading", name=label, exact=True).wait_for()
    return form


def said(page: Page, words: str) -> None:
    page.locator("#messages").get_by_text(words).wait_for()


def test_a_ticket_from_receipt_over_a_whistle_to_the_call_back(
    office: Cast,
    town: Town,
    log: Log,
    open_screen: Open,
    monday: time_machine.Traveller,
    settings: Settings,
) -> None:
    settings.STEP_UP_REQUIRED = False
    ship_clauses()
    street = Street(town, office, build_summon(), log)
    received(screen_of(open_screen, office.intake))
    manager = screen_of(open_screen, office.manager)
    given_out(manager)
    clerk = screen_of(open_screen, office.clerk, "phone")
    told(clerk)
    blown(screen_of(open_screen, office.street_lead))
    blocked(clerk)
    whistle = Whistle.objects.get()
    assert whistle.no == ticket().target_no
    street.now = whistle.issued_at
    finish(street, whistle)
    monday.move_to(street.now)
    answered(screen_of(open_screen, office.second_clerk, "phone"))
    called_back(screen_of(open_screen, office.intake))
    assert (ticket().state, ticket().solved) == (S.CALLED_BACK, True)


def received(screen: Screen) -> None:
    page = screen.go("/hotline/new/")
    screen.look("hotline-new")
    page.get_by_label("市平台工单号").fill("202603020017")
    choose(page, "类别", "求助")
    page.get_by_label("市平台要求什么时候办完").fill("2026-03-27T17:30")
    page.get_by_placeholder("小区和楼号").fill("铁路小区1号楼")
    page.locator("#place-options").get_by_text("铁路小区1号楼").click()
    page.get_by_label("用几个字说这件事").fill("北门路灯不亮")
    page.get_by_label("诉求内容").fill("北门一段路灯不亮，晚上看不清路")
    page.get_by_label("怎么称呼").fill("王建国")
    page.get_by_label(re.compile("^电话")).fill("13893712207")
    page.get_by_role("button", name="登记", exact=True).click()
    said(page, "已登记")
    screen.look("hotline-detail")
    assert ticket().state == S.RECEIVED


def given_out(screen: Screen) -> None:
    page = screen.go("/hotline/")
    screen.look("hotline-list")
    page.get_by_role("link", name=str(ticket().no), exact=True).click()
    page.wait_for_url(re.compile(str(ticket().no)))
    form = act(page, "交办")
    choose(form, "谁承办", "社区办")
    screen.look("hotline-assign")
    form.get_by_role("button", name="交办").click()
    said(page, "已交办")


def told(screen: Screen) -> None:
    """The community's phone: from the workbench's figure to the caller."""
    page = screen.go("/")
    page.get_by_role("link", name=re.compile("热线待办")).click()
    screen.look("hotline-list")
    page.get_by_role("link", name=str(ticket().no), exact=True).click()
    page.wait_for_url(re.compile(str(ticket().no)))
    screen.look("hotline-detail")
    form = act(page, "联系、告知诉求人")
    choose(form, "怎么联系的", "电话")
    form.get_by_role("button", name="已告知").click()
    said(page, "已联系、告知诉求人")


def blown(screen: Screen) -> None:
    page = screen.go(ticket().get_absolute_url())
    page.get_by_role("link", name="吹哨给部门").click()
    form = page.locator("#act-body")
    assert form.get_by_label("事项").input_value() == "北门路灯不亮"
    choose(form, "主办单位", "住建局")
    if not form.get_by_label("依据").input_value():
        form.get_by_label("依据").fill("职责清单第3条「公共照明」")
    screen.look("hotline-whistle")
    form.get_by_role("button", name="下一步，核对").click()
    form.get_by_role("heading", name="核对一遍").wait_for()
    page.keyboard.press("Control+Enter")
    said(page, "已向住建局吹哨")
    page.get_by_text("这件事由吹哨").wait_for()
    screen.look("hotline-blown")


def blocked(screen: Screen) -> None:
    page = screen.go(ticket().get_absolute_url())
    page.get_by_text("现在还不能做的").click()
    page.get_by_text(f"关联的{ticket().target_no}还没有结果").wait_for()


def answered(screen: Screen) -> None:
    page = screen.go(ticket().get_absolute_url())
    screen.look("hotline-result")
    form = act(page, "答复")
    assert "路灯都修好了" in form.get_by_label("告诉诉求人的话").input_value()
    choose(form, "办理结果", "已解决")
    choose(form, "怎么答复的", "电话")
    screen.look("hotline-answer")
    form.get_by_role("button", name="答复").click()
    said(page, "已答复")


def called_back(screen: Screen) -> None:
    page = screen.go(ticket().get_absolute_url())
    form = act(page, "回访")
    choose(form, "满意吗", "满意")
    choose(form, "响应及时吗", "是")
    choose(form, "问题解决了吗", "是")
    screen.look("hotline-call-back")
    form.get_by_role("button", name="提交回访").click()
    said(page, "已回访")
    screen.look("hotline-called-back")
