"""By hands at screens: a topic from the proposal to a task and a notice of open affairs; a candidate whom a neighbour's
objection ends. Residents read and write on a phone, without a script and without an account."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Locator, Page

from civics.models import Deliberation, Nomination, OpenAffair
from core.accounts.models import User
from grids.models import Department
from partybuilding.models import ActionItem, PartyJointBody
from tests.cast import Cast, Town
from tests.civics.talks.examples import AwardsYard
from tests.e2e.conftest import MONDAY, Open, Screen, monday, office, open_screen
from tests.e2e.hands import choose

__all__ = ["monday", "office", "open_screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The machine is shared.
PATIENCE = 40_000


def screen_of(open_screen: Open, user: User) -> Screen:
    screen = open_screen("desk")
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


def send(page: Page, form: Locator, words: str) -> None:
    form.locator(".form-actions button").first.click()
    page.locator("#messages").get_by_text(words).wait_for()


def test_residents_settle_a_matter_and_an_objection_is_heard(
    office: Cast, town: Town, open_screen: Open, monday: time_machine.Traveller
) -> None:
    PartyJointBody.objects.create(
        name="铁北社区大党委", community=town.tiebei.area, valid_from=date(2025, 1, 1)
    )
    resident = open_screen("phone", javascript=False)
    clerk = screen_of(open_screen, office.clerk)
    _proposed_and_agreed(clerk, screen_of(open_screen, office.secretary))
    _noticed_and_talked_over(clerk, resident)
    _settled_made_a_task_and_published(clerk, resident)
    yard = AwardsYard(office, town, now=MONDAY)
    row = yard.begun("nominations")
    for step in ("check", "ready!", "notice"):
        row = yard.step(row, step)
    _objected_and_upheld(row, resident, screen_of(open_screen, office.street_lead))


def _proposed_and_agreed(clerk: Screen, secretary: Screen) -> None:
    page = clerk.go("/talks/topics/")
    clerk.look("topics-empty")
    page.get_by_role("link", name="提出议题").first.click()
    page.get_by_label("议题").fill("3号楼楼道照明怎么装")
    choose(page, "谁提出", "居民提出")
    page.get_by_label("要商量什么").fill("楼道没有灯，老人摔倒过")
    page.get_by_role("button", name="提出议题").click()
    page.locator("#messages").get_by_text("已提出议题").wait_for()
    page = secretary.go(Deliberation.objects.get().get_absolute_url())
    form = act(page, "同意协商")
    form.get_by_label("党组织意见").fill("事关每一户，同意协商")
    send(page, form, "已同意协商")


def _noticed_and_talked_over(clerk: Screen, resident: Screen) -> None:
    topic = Deliberation.objects.get()
    page = clerk.go(topic.get_absolute_url())
    form = act(page, "公告开会")
    choose(form, "会议形式", "议事会")
    form.get_by_label("开会日期").fill(timezone.localdate().isoformat())
    form.get_by_label("时间").fill("下午3点")
    form.get_by_label("地点").fill("社区议事厅")
    form.get_by_label("谁来参加").fill("3号楼住户、物业")
    send(page, form, "已公告开会")
    page = resident.go("/open/")
    resident.look("front")
    page.get_by_role("link", name="议事协商").click()
    page.get_by_role("link", name=topic.name).click()
    resident.look("topic")
    page.get_by_label("内容").fill("装声控灯好")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("status").get_by_text("已经收到").wait_for()
    assert page.get_by_text("装声控灯好").count() == 0
    page = clerk.go(topic.get_absolute_url())
    form = act(page, "公开居民发言")
    form.get_by_label("哪一条").select_option(label="装声控灯好")
    send(page, form, "已公开居民发言")
    page = resident.go(f"/open/topics/{topic.pk}/")
    page.get_by_text("装声控灯好").wait_for()


def _settled_made_a_task_and_published(clerk: Screen, resident: Screen) -> None:
    topic = Deliberation.objects.get()
    page = clerk.go(topic.get_absolute_url())
    form = act(page, "谈成了")
    form.get_by_label("到场人数").fill("19")
    form.get_by_label("协商结果").fill("装声控灯，请住建局施工")
    choose(form, "还要提请居民会议", "否")
    send(page, form, "已谈成了")
    clerk.look("topic-decided")
    page.get_by_role("link", name="议定的事转为任务").click()
    page.get_by_label("完成期限").fill("2026-03-27")
    page.get_by_label("牵头单位").select_option(label="住建局")
    page.locator(".form-actions button").first.click()
    page.locator("#messages").wait_for()
    item = ActionItem.objects.get(source_kind="deliberation", source_id=topic.pk)
    topic.refresh_from_db()
    assert topic.state == "under_way"
    page = clerk.go(topic.get_absolute_url())
    page.get_by_role("link", name=item.no).wait_for()
    # What the unit does with it is told in tests/items.
    ActionItem.objects.filter(pk=item.pk).update(state="cleared", lead=Department.objects.get(name="住建局"))
    page = clerk.go(topic.get_absolute_url())
    form = act(page, "公开结果")
    form.get_by_label("落实情况").fill("12盏灯全部装好")
    form.get_by_label("咨询电话").fill("0937-6260000")
    send(page, form, "已公开结果")
    affair = OpenAffair.objects.get(topic=topic)
    page = resident.go("/open/affairs/")
    page.get_by_role("link", name=affair.name).click()
    page.get_by_text("12盏灯全部装好").wait_for()
    resident.look("affair")


def _objected_and_upheld(row: Nomination, resident: Screen, lead: Screen) -> None:
    page = resident.go("/open/awards/")
    resident.look("awards")
    page.get_by_role("link", name=row.name).click()
    page.get_by_label("内容").fill("三楼一直堆着纸箱")
    page.get_by_role("button", name="提交异议").click()
    page.get_by_role("status").get_by_text("异议已经收到").wait_for()
    page = lead.go(row.get_absolute_url())
    lead.look("nomination")
    form = act(page, "异议成立")
    form.get_by_label("哪一条异议").select_option(label="三楼一直堆着纸箱")
    form.get_by_label("核查情况").fill("当天到楼里看过，三楼堆物属实")
    send(page, form, "已异议成立")
    row.refresh_from_db()
    assert row.state == "upheld"
    resident.expected = {404}
    assert resident.go(f"/open/awards/candidates/{row.pk}/").get_by_text("没有").count()
