"""The wall: totals on a dark ground, and an account that opens it and nothing else (ux.md W10, docs/adr/0032)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import RuleBroken
from dashboard.figures.folding import fold
from dashboard.models import CaseDay, CaseMonth
from grids.actions.postings import Place, grant_posting
from grids.choices import Role
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import Cast, Log, Town, person

Open = Callable[[User], Client]
WALL = "/reports/?mode=screen"


@pytest.fixture
def opened() -> Open:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def screen(cast: Cast) -> User:
    return person("daping", "一楼大屏", "")


def give(client: Client, user: User, deed: str = "wall") -> int:
    told = {"reason": "一楼大厅的屏", "idempotency_key": f"{deed}{user.pk}"}
    return client.post(f"/settings/people/{user.pk}/do/{deed}/", told).status_code


@pytest.mark.django_db
def test_an_account_given_to_the_wall_opens_it_alone_for_a_month(cast: Cast, screen: User, log: Log) -> None:
    boss = Client()
    now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False) as clock:
        boss.force_login(cast.sysadmin)
        assert give(boss, screen) == 302
        screen.refresh_from_db()
        assert screen.only_wall and Entry.objects.filter(action="account.give_to_wall").count() == 1
        wall = Client()
        screen.set_password("Daping-2026-ok")
        screen.save()
        said = {"username": "daping", "password": "Daping-2026-ok"}
        assert wall.post("/login/", said).status_code == 302
        for url in ("/", "/cases/", "/reports/monthly/", "/me/", "/grids/", "/messages/"):
            answer = wall.get(url)
            assert (answer.status_code, answer["Location"]) == (302, WALL), url
        assert wall.post("/cases/new/", {"cause": "23"}).status_code == 403
        for url in (WALL, "/reports/", "/reports/?span=12"):
            page = wall.get(url).content.decode()
            assert "基层治理一屏" in page and "退出登录" in page and "/cases/" not in page
        clock.shift(timedelta(days=20))
        assert wall.get(WALL, headers={"X-Background": "1"}).status_code == 200
        clock.shift(timedelta(days=11))
        assert wall.get(WALL).status_code == 302


@pytest.mark.django_db
def test_who_has_a_post_is_no_wall_and_a_wall_gets_no_post(cast: Cast, screen: User, opened: Open) -> None:
    boss = opened(cast.sysadmin)
    assert give(boss, cast.clerk) == 422 and not User.objects.get(pk=cast.clerk.pk).only_wall
    assert give(opened(cast.security_admin), screen) == 403
    assert give(opened(cast.manager), screen) in (403, 404)
    assert give(boss, screen) == 302
    screen.refresh_from_db()
    with pytest.raises(RuleBroken, match="大屏账号，不能有岗位"):
        grant_posting(screen, role=Role.SUPERVISOR, place=Place(street=True), actor=cast.sysadmin)
    assert give(boss, screen, "unwall") == 302
    screen.refresh_from_db()
    assert not screen.only_wall and opened(screen).get("/reports/").status_code == 403


@pytest.fixture
def busy(transactional_db: None, town: Town, cast: Cast) -> None:
    """A year of sums, as folding leaves them."""
    day = timezone.localdate()
    month = day.replace(day=1)
    homes = [(town.tiebei, 31), (town.dongyuan, 40)]
    CaseMonth.objects.bulk_create(
        CaseMonth(
            month=month, community=home.area.pk, estate=home.estate.pk, grid=grid.pk, cause="23",
            source=source, tier=tier, track="people", result="written", registered=n, closed=n, contact_all=n,
            contact_met=n - 1, limit_all=n, limit_met=n, rated=n, satisfied=n - 2, opened=n, ended=n,
        )
        for home, n in homes
        for tier, grid in enumerate(home.grids, start=1)
        for source in ("party", "visit")
    )  # fmt: skip
    CaseDay.objects.bulk_create(
        CaseDay(
            day=day - timedelta(days=ago),
            community=home.area.pk,
            cause="23",
            registered=ago % 29,
        )
        for home, _ in homes
        for ago in range(1, 300)
    )
    fold()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("busy")
def test_charts_are_drawn_of_their_tables_and_filters_draw_them_again(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    sign_in(page, live_server.url, cast.manager)
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/reports/?span=1")
        page.locator(".chart-treemap canvas").wait_for()
        assert page.locator("[data-canvas]:visible canvas").count() >= 4
        assert page.locator("details[data-table][open]").count() < page.locator("details[data-table]").count()
        assert not is_wider_than_its_screen(page)
        assert serious_findings(page) == []
    page.get_by_label("社区", exact=True).select_option(label="东苑社区")
    page.wait_for_url("**community=*")
    page.get_by_text("240件").first.wait_for()
    page.locator(".chart-treemap canvas").wait_for()
    for form in ("xlsx", "docx"):
        assert page.request.get(f"{live_server.url}/reports/monthly/2026.{form}").status == 200
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{live_server.url}{WALL}")
    page.locator(".wall-page:visible canvas").first.wait_for()
    assert page.locator(".wall-page:visible").count() == 1
    assert not is_wider_than_its_screen(page) and serious_findings(page) == []
    # Read from five metres: figures a twentieth of the screen's height (ux.md section 4).
    sizes = page.evaluate(
        "['.wall-figures dd', '.wall-figures dt'].map(one => parseFloat(getComputedStyle(document.querySelector(one)).fontSize))"
    )
    assert sizes[0] >= 1080 * 0.05 and sizes[1] >= 1080 * 0.018
    page.get_by_role("button", name="暂停轮播").click()
    page.get_by_role("button", name="继续轮播").wait_for()
