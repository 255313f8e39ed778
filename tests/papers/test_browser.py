"""Papers at real screens: a phone and a desk, with and without scripts, read by axe."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from core.papers.models import Paper
from disputes.models import Dispute
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import Cast
from tests.papers.conftest import TYPED, Issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ({"width": 390, "height": 844}, {"width": 1366, "height": 900})


def look(page: Page, name: str) -> None:
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert not is_wider_than_its_screen(page), (name, size)
    assert serious_findings(page) == [], name


def test_every_page_of_papers_fits_and_reads_well(
    cast: Cast, case: Dispute, issue: Issue, live_server: LiveServer, page: Page
) -> None:
    paper = issue("L5")
    sign_in(page, live_server.url, cast.clerk)
    for name, path in (
        ("list", f"/docs/of/dispute/{case.pk}/"),
        ("draft", f"/docs/L9/{case.pk}/preview/"),
        ("paper", f"/docs/{paper.pk}/"),
        ("void", f"/docs/{paper.pk}/void/"),
        ("seal", f"/docs/{paper.pk}/seal/"),
        ("file", f"/docs/of/dispute/{case.pk}/file/"),
    ):
        page.goto(f"{live_server.url}{path}")
        look(page, name)


def test_the_pages_of_templates_fit_and_read_well(cast: Cast, live_server: LiveServer, page: Page) -> None:
    sign_in(page, live_server.url, cast.sysadmin)
    for name, path in (("list", ""), ("kind", "L5/"), ("sample", "L17/sample/")):
        page.goto(f"{live_server.url}/settings/papers/{path}")
        look(page, name)


def test_a_paper_is_issued_and_taken_without_scripts(
    cast: Cast, case: Dispute, live_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    sign_in(page, live_server.url, cast.clerk)
    page.goto(f"{live_server.url}{case.get_absolute_url()}")
    page.get_by_role("link", name="文书", exact=True).click()
    page.get_by_role("link", name="人民调解协议书").click()
    page.get_by_label("人民调解委员会").fill(TYPED["committee"])
    page.get_by_role("button", name="出具").click()
    page.wait_for_url(f"{live_server.url}/docs/*/")
    paper = Paper.objects.get()
    expect(page.locator("main")).to_contain_text(paper.number)
    page.get_by_label("交当事人签字").check()
    with page.expect_download() as started:
        page.get_by_role("button", name="PDF").click()
    assert started.value.suggested_filename == f"人民调解协议书{paper.number}.pdf"
    assert paper.prints.filter(way="pdf", purpose="交当事人签字", is_original=True).count() == 1
    context.close()
