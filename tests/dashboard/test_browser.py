"""The workbench and the search in a real browser, at the width of a phone and of a desk."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from disputes.models import DisputeEvent
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import Cast, Log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLES = ["worker", "clerk", "street_lead", "supervisor", "liaison", "security_admin", "sysadmin", "nobody"]


@pytest.fixture
def some_cases(transactional_db: None, cast: Cast, log: Log) -> Iterator[None]:
    now = timezone.now()
    log(title="下水堵塞，一楼已进水", now=now - timedelta(days=12))
    log(title="楼道堆物", cause="25", now=now - timedelta(hours=1))
    log(title="物业费纠纷", actor=cast.clerk, severity="small", severity_reason="楼上楼下多户", now=now)
    yield


@pytest.mark.usefixtures("some_cases")
def test_every_start_page_is_well_made_on_phone_and_desk(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    for role in ROLES:
        page.goto("about:blank")  # what the phone fetches for the one is not asked for as the next
        page.context.clear_cookies()
        sign_in(page, live_server.url, getattr(cast, role))
        for width, font in ((390, ""), (1366, ""), (320, "xl")):
            page.set_viewport_size({"width": width, "height": 844})
            page.context.add_cookies([{"name": "xg_font", "value": font, "url": live_server.url}])
            page.goto(live_server.url)
            assert not is_wider_than_its_screen(page), (role, width)
            assert serious_findings(page) == [], (role, width)


@pytest.mark.usefixtures("some_cases")
def test_a_lead_chases_a_case_from_the_start_page(page: Page, live_server: LiveServer, cast: Cast) -> None:
    sign_in(page, live_server.url, cast.street_lead)
    page.set_viewport_size({"width": 1366, "height": 844})
    page.goto(live_server.url)
    page.get_by_role("link", name="催办").first.click()
    page.locator("#panel textarea").fill("居民家已进水，请今天17:00前到场")
    page.locator("#panel").get_by_role("button", name="发出催办").click()
    page.wait_for_url("**/cases/*/")
    assert DisputeEvent.objects.filter(act="chase").count() == 1


@pytest.mark.usefixtures("some_cases")
def test_the_palette_opens_searches_and_goes(page: Page, live_server: LiveServer, cast: Cast) -> None:
    sign_in(page, live_server.url, cast.clerk)
    page.set_viewport_size({"width": 1366, "height": 844})
    page.goto(live_server.url)
    page.keyboard.press("Control+k")
    page.locator("#palette-results").get_by_role("link", name="网格", exact=True).wait_for()
    page.keyboard.type("物业费")
    page.locator("#palette-results").get_by_role("link", name="物业费纠纷").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(f"{live_server.url}/")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.usefixtures("some_cases")
def test_big_text_from_the_top_bar_is_kept_for_the_person(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.goto(live_server.url)
    with page.expect_response("**/me/display/") as saved:
        page.get_by_role("button", name="大字版").click()
    assert saved.value.status == 204
    assert page.locator("html").get_attribute("data-font") == "lg"
    page.goto(f"{live_server.url}/search/")
    assert page.locator("html").get_attribute("data-font") == "lg"
    cast.worker.refresh_from_db()
    assert cast.worker.font == "lg"
