"""A support worker at a telephone, in Chromium: who is due, a follow-up in six taps and forty-five seconds, one number with a
reason, and job training (ux.md G-18). Seconds are the keystroke-level model's, not this machine's."""

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Locator, Page
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.audit.models import Reveal
from grids.models import Department
from specialgroups import wall
from specialgroups.models import SupportContact, SupportEnrollment, SupportReferral
from tests.browsing import serious_findings
from tests.cast import Cast, Town
from tests.e2e.conftest import PASSWORD, Open, monday, office, open_screen
from tests.e2e.hands import choose
from tests.support.desk import ADDRESS, NAME, PHONE, Desk, build_helpers, labour

__all__ = ["monday", "office", "open_screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Card, Moran and Newell: think, point, press; a letter is 0.28 s, and nothing is typed here.
THINK, POINT, PRESS = 1.35, 1.1, 0.2


@dataclass
class Thumb:
    taps: int = 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    @property
    def seconds(self) -> float:
        return self.taps * (THINK + POINT + PRESS)


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


def test_a_week_of_a_support_worker(office: Cast, town: Town, open_screen: Open, settings: Settings) -> None:
    settings.STEP_UP_REQUIRED = False
    desk = Desk(office, town, build_helpers(office))
    row = desk.active()
    labour()
    User.objects.filter(username="support_worker").update(password=make_password(PASSWORD))
    screen = open_screen("phone")
    screen.context.set_default_timeout(40_000)
    screen.account_names = list(User.objects.values_list("username", flat=True))
    page = screen.sign_in(office.support_worker)
    page.get_by_role("navigation", name="底部菜单").get_by_role("link", name="我的帮扶对象").click()
    page.get_by_role("heading", name="我的帮扶对象").wait_for()
    page.get_by_role("navigation", name="名单范围").get_by_text("全部在帮").click()
    screen.look("support-list")
    thumb = Thumb()
    thumb.tap(page.get_by_role("link", name=row.no, exact=True))
    page.get_by_role("heading", name=row.no).wait_for()
    screen.look("support-detail")
    assert serious_findings(page) == []
    thumb.tap(page.locator(".acts").get_by_role("link", name="登记随访", exact=True).first)
    form = page.locator("#act-body")
    form.get_by_role("heading", name="登记随访", exact=True).wait_for()
    screen.look("support-contact")
    needs = form.get_by_role("group", name="提到的需求")
    thumb.tap(needs.locator("label", has_text="技能培训").first)
    thumb.tap(form.get_by_role("button", name="登记", exact=True))
    said(page, "已登记随访")
    assert thumb.taps <= 6 and thumb.seconds <= 45, (thumb.taps, thumb.seconds)
    with wall.as_job():
        made = SupportContact.objects.get()
    assert (made.mode, made.outcome, made.needs) == ("phone", "reached", ["training"])
    looks_at_a_number(page, f"{screen.address}{row.get_absolute_url()}")
    refers(page)
    with wall.as_job():
        assert SupportReferral.objects.get().department == Department.objects.get(code="labour")
        assert SupportEnrollment.objects.get().contacts_owed == 2
    screen.look("support-detail-after")
    html = page.content()
    assert NAME not in html and ADDRESS not in html


def looks_at_a_number(page: Page, back: str) -> None:
    page.get_by_role("term").filter(has_text=re.compile("^电话$")).locator(
        "xpath=following-sibling::dd[1]"
    ).get_by_role("link", name="看全").click()
    panel = page.locator("#reveal-body")
    choose(panel, "为什么要看", "按计划联系")
    panel.get_by_role("button", name="看60秒").click()
    page.locator("[data-revealed]").get_by_text(PHONE).wait_for()
    assert Reveal.objects.get().field == "phone"
    page.goto(back)
    page.get_by_role("heading", name="随访记录").wait_for()
    assert PHONE not in page.content()


def refers(page: Page) -> None:
    form = act(page, "登记自愿帮助的同意")
    form.get_by_role("button", name="登记", exact=True).click()
    said(page, "已登记自愿帮助的同意")
    form = act(page, "转介服务")
    choose(form, "什么帮助", "技能培训")
    form.get_by_label("转给哪个单位").select_option(label="人社局")
    form.get_by_role("button", name="转介", exact=True).click()
    said(page, "已转介服务")
