"""The sign-in pages in a real browser, at the width of a phone and of a desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core.accounts.actions import renew_recovery_codes
from core.accounts.models import CodeDevice, User
from tests.accounts.conftest import PASSWORD, bind, code_now
from tests.browsing import is_wider_than_its_screen, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("wang.xiulan", PASSWORD, display_name="王秀兰", title="铁北3-07格网格员")


@pytest.fixture(params=[390, 1366])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(8000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield opened
    context.close()
    # Chromium itself reports an answer of 422 or 429 as an error line; everything else is ours.
    assert [one for one in problems if "42" not in one] == []


def enter(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("账号").fill("wang.xiulan")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def assert_well_made(page: Page) -> None:
    assert not is_wider_than_its_screen(page), page.url
    assert serious_findings(page) == [], page.url


def test_every_page_of_an_account_is_well_made_and_works_by_hand(
    page: Page, live_server: LiveServer, person: User, settings: Settings
) -> None:
    settings.DEMO = True
    User.objects.create_user(
        "demo", None, display_name="阿依古丽·买买提", title="审计员", is_demo=True, demo_order=1
    )
    page.goto(f"{live_server.url}/me/")
    assert_well_made(page)
    enter(page, "Wrong-password-1")
    page.get_by_text("账号或密码不对").wait_for()
    assert page.title().startswith("错误：")
    assert_well_made(page)
    enter(page)
    page.get_by_role("heading", name="我的", exact=True).wait_for()
    assert_well_made(page)
    page.get_by_role("link", name="换密码").click()
    page.get_by_role("heading", name="换密码").wait_for()
    assert_well_made(page)
    page.goto(f"{live_server.url}/me/second-factor/")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    assert_well_made(page)
    page.get_by_label("6位验证码").fill(code_now(CodeDevice.objects.get()))
    page.get_by_role("button", name="绑定").click()
    page.get_by_role("heading", name="抄下这10个恢复码").wait_for()
    assert_well_made(page)


def test_the_second_step_and_the_lock_are_well_made(
    page: Page, live_server: LiveServer, person: User
) -> None:
    bind(person)
    renew_recovery_codes(person, actor=person)
    page.goto(f"{live_server.url}/me/")
    enter(page)
    page.get_by_role("heading", name="输入手机上的验证码").wait_for()
    assert_well_made(page)
    page.get_by_role("link", name="手机不在身边").click()
    page.get_by_label("恢复码").wait_for()
    assert_well_made(page)
    page.get_by_role("button", name="退出").click()
    for _ in range(5):
        enter(page, "Wrong-password-1")
    page.get_by_role("heading", name="先等一会儿再登录").wait_for()
    assert_well_made(page)


def test_a_form_typed_before_the_session_ended_is_sent_after_signing_in_elsewhere(
    page: Page, live_server: LiveServer, person: User
) -> None:
    page.goto(f"{live_server.url}/me/")
    enter(page)
    page.locator("main").get_by_role("radio", name="特大字").check()
    other = page.context.new_page()
    other.request.post(
        f"{live_server.url}/logout/",
        headers={"X-CSRFToken": next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")},
    )
    other.goto(f"{live_server.url}/me/")
    enter(other)
    other.get_by_role("heading", name="我的", exact=True).wait_for()
    page.bring_to_front()
    page.locator("main").get_by_role("button", name="保存显示").click()
    page.wait_for_function("document.documentElement.dataset.font === 'xl'")
    person.refresh_from_db()
    assert person.font == "xl"


def test_the_pages_work_without_javascript(browser: Browser, live_server: LiveServer, person: User) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/me/")
    enter(page)
    page.locator("main").get_by_role("radio", name="高对比").check()
    page.locator("main").get_by_role("button", name="保存显示").click()
    assert page.locator("html").get_attribute("data-theme") == "contrast"
    context.close()
