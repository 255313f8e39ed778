"""Two ways by hands at screens: a wish from the door to the thanks, and a volunteer from joining to the certificate. The
resident has a phone without scripts; what the street does meanwhile is told in the other tests."""

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Locator, Page
from pytest_django.fixtures import Settings

from civics.models import MicroWish, Volunteer, VolunteerActivity, VolunteerCertificate
from civics.wishes.choices import WishState
from core.accounts.models import User
from core.clocks.sweeper import sweep
from core.papers.models import Paper
from tests.cast import PHONE, Cast, Town
from tests.civics.volunteers.square import NUMBER
from tests.e2e.conftest import MONDAY, Open, Screen, monday, office, open_screen
from tests.e2e.hands import choose

__all__ = ["monday", "office", "open_screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The machine is shared.
PATIENCE = 40_000


def screen_of(open_screen: Open, user: User, size: str = "desk") -> Screen:
    screen = open_screen(size)
    screen.context.set_default_timeout(PATIENCE)
    screen.account_names = list(User.objects.values_list("username", flat=True))
    screen.sign_in(user)
    return screen


def outside(open_screen: Open) -> Screen:
    screen = open_screen("phone", javascript=False)
    screen.context.set_default_timeout(PATIENCE)
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


def send(page: Page, form: Locator, button: str, words: str) -> None:
    form.get_by_role("button", name=button, exact=True).click()
    said(page, words)


def wish() -> MicroWish:
    return MicroWish.objects.get()


def test_a_wish_from_the_door_to_the_thanks(
    office: Cast, town: Town, open_screen: Open, monday: time_machine.Traveller
) -> None:
    page = screen_of(open_screen, office.worker, "phone").go("/civics/wishes/new/")
    choose(page, "类别", "物品")
    page.get_by_label("心愿是什么").fill("想要一个小书桌")
    page.get_by_label("大约要花多少元").fill("200")
    page.get_by_label("怎么称呼心愿人").fill("王建国")
    page.get_by_label(re.compile("^电话")).fill(PHONE)
    page.get_by_role("button", name="登记", exact=True).click()
    said(page, wish().code)
    clerk = screen_of(open_screen, office.clerk)
    page = clerk.go("/")
    page.get_by_role("link", name=re.compile("微心愿待办")).click()
    clerk.look("wishes")
    page.get_by_role("link", name=wish().no, exact=True).click()
    form = act(page, "核实")
    form.get_by_label("问过本人，情况属实").check()
    form.get_by_label(re.compile("^合法合规")).check()
    send(page, form, "核实通过", "待公开")
    send(page, act(page, "公开征集"), "公开征集", "待认领")
    neighbour = outside(open_screen)
    public = neighbour.go("/open/wishes/")
    neighbour.look("open-wishes")
    public.get_by_role("link", name=re.compile("我来帮忙")).click()
    public.get_by_label("怎么称呼您").fill("郑爱民")
    public.get_by_label(re.compile("^电话")).fill("13993712208")
    public.get_by_label(re.compile("^我同意")).check()
    neighbour.look("open-wish")
    public.get_by_role("button", name="留下电话").click()
    public.get_by_text("社区收到了").wait_for()
    page.reload()
    form = act(page, "同意认领")
    form.get_by_text("热心居民 郑*民").click()
    send(page, form, "同意认领", "认领中")
    form = act(page, "送达")
    form.get_by_label("送了什么、做了什么").fill("送去一张书桌")
    send(page, form, "已送达", "待确认")
    public.goto(f"{neighbour.address}/open/wishes/mine/")
    public.get_by_label("心愿编号").fill(wish().no)
    public.get_by_label("查询码").fill(wish().code)
    public.get_by_role("button", name="查一查").click()
    neighbour.look("open-own-wish")
    public.get_by_role("button", name="我收到了").click()
    public.get_by_text("已经记下您收到了").wait_for()
    page.reload()
    form = act(page, "答谢、办结")
    form.get_by_label("怎么答谢的").fill("打电话感谢")
    send(page, form, "办结", "已办结")
    clerk.look("wish")
    assert (wish().state, wish().by_wisher) == (WishState.CLOSED, True)


def test_a_volunteer_from_joining_to_the_certificate(
    office: Cast, town: Town, open_screen: Open, monday: time_machine.Traveller, settings: Settings
) -> None:
    settings.STEP_UP_REQUIRED = False
    neighbour = outside(open_screen)
    public = neighbour.go("/open/volunteers/join/")
    public.get_by_label("您住哪个社区").select_option(label="铁北社区")
    public.get_by_label("姓名").fill("王建国")
    public.get_by_label(re.compile("^电话")).fill(PHONE)
    public.get_by_label("出生年份").fill("1980")
    public.get_by_label(re.compile("^我自愿")).check()
    neighbour.look("open-join")
    public.get_by_role("button", name="提交").click()
    public.get_by_text("请记下来或截图").wait_for()
    who = Volunteer.objects.get()
    clerk = screen_of(open_screen, office.clerk)
    page = clerk.go(who.get_absolute_url())
    form = act(page, "录用")
    form.get_by_label(re.compile("^已讲清")).check()
    send(page, form, "录用", "在册")
    form = act(page, "更正资料")
    form.get_by_label("身份证号").fill(NUMBER)
    form.get_by_label(re.compile("^为什么更正")).fill("当面核对身份证")
    send(page, form, "更正", "已更正资料")
    clerk.look("volunteer")
    _planned(clerk)
    row = VolunteerActivity.objects.get()
    _number_and_code(public, neighbour, row, who)
    public.get_by_role("button", name="报名", exact=True).click()
    public.get_by_text("报名成功").wait_for()
    page.reload()
    send(page, act(page, "开始签到"), "开始签到", "进行中")
    # Within half an hour of each other, or the clerk would have to sign in again.
    for button, minutes in (("签到", 20), ("签退", 40)):
        monday.move_to(MONDAY + timedelta(minutes=minutes))
        code = clerk.go(f"{row.get_absolute_url()}door/").locator(".door-code").inner_text()
        clerk.look("door")
        _number_and_code(public, neighbour, row, who)
        public.get_by_label("现场签到码").fill(code)
        public.get_by_role("button", name=button, exact=True).click()
        public.get_by_text(f"{button}成功").wait_for()
    page = clerk.go(row.get_absolute_url())
    send(page, act(page, "活动结束"), "活动结束", "待核时长")
    form = act(page, "核定时长")
    form.get_by_label(re.compile(who.no)).fill("2")
    clerk.look("hours")
    send(page, form, "核定", "已办结")
    _certified(clerk, who, monday)
    _number_and_code(public, neighbour, None, who)
    public.get_by_role("button", name="看一看").click()
    public.get_by_text("服务得分").wait_for()
    neighbour.look("open-own-record")


def _planned(clerk: Screen) -> None:
    page = clerk.go("/civics/activities/new/")
    for label, words in (("活动名称", "铁路小区清雪"), ("做什么", "清扫楼前积雪"), ("集合地点", "小区北门")):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("开始").fill("2026-03-02T11:00")
    page.get_by_label("结束").fill("2026-03-02T13:00")
    page.get_by_label("要多少人").fill("3")
    page.get_by_label(re.compile("^有什么风险")).fill("路面结冰，穿防滑鞋")
    page.get_by_role("button", name="策划活动").click()
    said(page, "发布后才能报名")
    send(page, act(page, "发布招募"), "发布", "招募中")


def _number_and_code(public: Page, outside: Screen, row: VolunteerActivity | None, who: Volunteer) -> None:
    public.goto(f"{outside.address}/open/volunteers/{row.no if row else 'mine'}/")
    public.get_by_label("志愿者编号").fill(who.no)
    public.get_by_label("查询码").fill(who.code)


def _certified(clerk: Screen, who: Volunteer, monday: time_machine.Traveller) -> None:
    """Asked for, seven days inside the house, then a paper that opens as PDF."""
    page = clerk.go(f"{who.get_absolute_url()}certificate/")
    page.get_by_label("用途").fill("入学")
    page.get_by_role("button", name=re.compile("^申请服务证明")).click()
    said(page, "内部公示")
    clerk.look("certificate")
    row = VolunteerCertificate.objects.get()
    sweep(now=MONDAY + timedelta(days=9))
    page = clerk.go(row.get_absolute_url())
    page.get_by_role("link", name="出具证明").first.click()
    page.get_by_role("link", name=re.compile("志愿服务记录证明")).first.click()
    page.get_by_role("button", name=re.compile("出具")).first.click()
    said(page, "雄志〔2026〕0001号")
    paper = Paper.objects.get()
    pdf = paper.files.get(format="pdf").data
    assert pdf.startswith(b"%PDF") and paper.facts["hours"] == "2小时"
