"""The register in Chromium: found by two characters, opened, seen for a minute, confirmed; every page in every mode."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from core.audit.models import Reveal
from residents.actions import (
    add_dwelling,
    add_service,
    ask_merge,
    move_away,
    register_household,
    register_rental,
)
from residents.choices import Relation
from residents.models import Household, Resident, ResidentMerge
from tests.browsing import HARDEST, is_wider_than_its_screen, serious_findings, sign_in
from tests.cast import Cast, Town
from tests.residents.conftest import FATHER_ID, PHONE, child, father, grandmother, mother

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE_SCREEN = 1366, 390


@pytest.fixture
def home(town: Town, cast: Cast) -> Household:
    """A family that is due for confirmation, with everything that a page can show."""
    door = add_dwelling(town.building, unit_no="2", room_no="201", actor=cast.worker)
    family = register_household(door, people=[father(), mother(), child()], actor=cast.worker)
    other = add_dwelling(town.building, unit_no="1", room_no="101", facts={"use": "let"}, actor=cast.worker)
    flat = register_household(
        other, people=[grandmother(name="王建国", relation=Relation.SELF)], actor=cast.worker
    )
    add_dwelling(town.building, unit_no="1", room_no="102", facts={"use": "vacant"}, actor=cast.worker)
    facts = {"landlord_name": "钱多多", "landlord_phone": "0937-0000056", "tenants": 1}
    register_rental(other, facts=facts, actor=cast.worker)
    add_service(family, service="meals", agreed_on=timezone.localdate(), actor=cast.worker)
    gone = Resident.objects.get(household=family, relation=Relation.SPOUSE)
    move_away(family, members=[gone], on=timezone.localdate(), actor=cast.worker)
    kept = Resident.objects.get(household=family, relation=Relation.SELF)
    ask_merge(kept, gone=flat.residents.get(), reason="同名", actor=cast.secretary)
    late = timezone.localdate() - timedelta(days=12)
    Household.objects.filter(pk=family.pk).update(confirm_due_on=late)
    family.refresh_from_db()
    return family


def look(page: Page, name: str) -> None:
    """XG_SHOTS names a folder that keeps a picture of each page looked at."""
    if shots := os.environ.get("XG_SHOTS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{shots}/homes-{width}-{name}.png", full_page=True)


@pytest.mark.parametrize("width", [PHONE_SCREEN, DESK])
def test_found_opened_seen_confirmed(
    page: Page, live_server: LiveServer, cast: Cast, home: Household, width: int
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/homes/")
    look(page, "list")
    page.locator("#home-q").fill("建国")
    page.get_by_role("button", name="查找").click()
    expect(page).to_have_url(f"{live_server.url}/homes/?q=%E5%BB%BA%E5%9B%BD")
    look(page, "found")
    page.locator("li", has_text=home.no).get_by_role("link").click()
    expect(page.get_by_role("heading", name="铁路小区1号楼2单元201")).to_be_visible()
    look(page, "home")
    assert PHONE not in page.content()
    # G-19: three taps to one value.
    page.get_by_role("link", name="看手机").first.click()
    page.locator("#reveal-body label", has_text="联系走访").click()
    page.get_by_role("button", name="看60秒").click()
    expect(page.locator("[data-revealed]")).to_have_text(PHONE)
    assert page.locator("[data-revealed]").get_attribute("href") == f"tel:{PHONE}"
    look(page, "seen")
    assert Reveal.objects.get().reason == "联系走访"
    page.goto(f"{live_server.url}{home.get_absolute_url()}")
    page.get_by_role("button", name="核对过，没变化").click()
    expect(page.locator("#messages")).to_contain_text("已核对")
    assert Household.objects.get(pk=home.pk).confirmed_on == timezone.localdate()


def test_a_value_covers_itself_after_sixty_seconds(
    page: Page, live_server: LiveServer, cast: Cast, home: Household
) -> None:
    sign_in(page, live_server.url, cast.clerk)
    page.set_viewport_size({"width": DESK, "height": 900})
    page.clock.install()
    page.goto(f"{live_server.url}{home.get_absolute_url()}")
    page.get_by_role("link", name="看证件").first.click()
    panel = page.locator("dialog#panel[open]")
    panel.locator("label", has_text="核对信息").click()
    panel.get_by_role("button", name="看60秒").click()
    expect(panel.locator("[data-revealed]")).to_have_text(FATHER_ID)
    page.clock.run_for(61_000)
    expect(panel).to_contain_text("已经遮住")
    assert FATHER_ID not in page.content()


def test_confirming_on_the_list_turns_the_row_and_back(
    page: Page, live_server: LiveServer, cast: Cast, home: Household
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/homes/confirm/")
    row = page.locator(f"#home-{home.pk}")
    expect(row).to_contain_text("超12天")
    row.get_by_role("button", name="核对过，没变化").click()
    expect(row).to_contain_text("已核对")
    look(page, "confirmed")
    row.get_by_role("button", name="撤销").click()
    expect(row.get_by_role("button", name="核对过，没变化")).to_be_visible()
    assert Household.objects.get(pk=home.pk).confirm_due_on == home.confirm_due_on


def test_a_change_opens_beside_the_home_and_a_mistake_stays_there(
    page: Page, live_server: LiveServer, cast: Cast, home: Household
) -> None:
    sign_in(page, live_server.url, cast.clerk)
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{live_server.url}{home.get_absolute_url()}")
    page.get_by_role("link", name="增加人员").click()
    panel = page.locator("dialog#panel[open]")
    panel.get_by_label("姓名").fill("孙")
    panel.get_by_role("button", name="增加人员").click()
    expect(panel.locator("[data-error-summary]").first).to_contain_text("姓名是2到25个字")
    panel.get_by_label("姓名").fill("孙大勇")
    panel.get_by_role("button", name="增加人员").click()
    expect(page.locator("#messages")).to_contain_text("已增加人员")
    assert Resident.objects.filter(household=home, name="孙大勇").exists()
    page.get_by_role("link", name="搬走或搬家").click()
    expect(panel.get_by_label("新地址")).to_be_hidden()
    panel.get_by_label("搬到本街道另一处").check()
    expect(panel.get_by_label("新地址")).to_be_visible()
    look(page, "move")


def test_everything_works_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast, town: Town, home: Household
) -> None:
    context = browser.new_context(
        viewport={"width": PHONE_SCREEN, "height": 844}, locale="zh-CN", java_script_enabled=False
    )
    page = context.new_page()
    sign_in(page, live_server.url, cast.worker)
    page.goto(f"{live_server.url}/homes/buildings/{town.building.pk}/")
    page.get_by_role("link", name="登记房屋").click()
    page.get_by_label("单元").fill("1")
    page.get_by_label("房号").fill("301")
    page.get_by_role("button", name="登记房屋").click()
    page.get_by_role("link", name="登记住户").click()
    page.get_by_label("姓名").first.fill("孙大勇")
    page.get_by_role("button", name="再加一个人").click()
    assert page.get_by_label("姓名").first.input_value() == "孙大勇"
    page.locator("form .form-actions").get_by_role("button", name="登记住户").click()
    expect(page.get_by_role("heading", name="铁路小区1号楼1单元301")).to_be_visible()
    page.get_by_role("link", name="搬走或搬家").click()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("已搬走或搬家")
    page.goto(f"{live_server.url}/homes/confirm/")
    page.get_by_role("button", name="核对过，没变化").first.click()
    expect(page.locator("#messages")).to_contain_text("已核对")
    context.close()


def paths(home: Household, town: Town) -> list[str]:
    person = home.head
    assert person is not None
    return [
        "/homes/", "/homes/?q=王建", "/homes/?q=铁路小区1号楼", "/homes/confirm/", "/homes/rentals/?show=all",
        "/homes/merge/", f"/homes/buildings/{town.building.pk}/", home.dwelling.get_absolute_url(),
        home.get_absolute_url(), *(home.act_url(act) for act in ("change", "add", "move", "service")),
        *(home.dwelling.act_url(act) for act in ("change", "register", "let")),
        *(person.act_url(act) for act in ("change", "keep", "merge")), ResidentMerge.objects.get().act_url("decide"),
        f"/homes/buildings/{town.building.pk}/do/add/", f"/homes/buildings/{town.building.pk}/do/units/",
        f"/homes/people/{person.no}/reveal/?field=phone", f"/homes/people/{person.no}/statement/",
    ]  # fmt: skip


@pytest.mark.parametrize(("font", "theme"), HARDEST)
def test_every_page_fits_its_screen_and_is_readable_in_every_mode(
    page: Page, live_server: LiveServer, cast: Cast, town: Town, home: Household, font: str, theme: str
) -> None:
    sign_in(page, live_server.url, cast.manager)
    page.context.add_cookies(
        [
            {"name": "xg_font", "value": font, "url": live_server.url},
            {"name": "xg_theme", "value": theme, "url": live_server.url},
        ]
    )
    for path in paths(home, town):
        answer = page.goto(f"{live_server.url}{path}")
        assert answer is not None and answer.status == 200, path
        for width in (320, PHONE_SCREEN, DESK):
            page.set_viewport_size({"width": width, "height": 844})
            assert not is_wider_than_its_screen(page), (path, width, font)
        if not font or path in ("/homes/", home.get_absolute_url()):
            assert serious_findings(page) == [], path
        name = path.split("?")[0].strip("/").replace("/", "-").replace(home.no, "home")
        look(page, f"{font or theme or 'plain'}-{name}")


def test_the_plan_is_walked_by_keyboard(
    page: Page, live_server: LiveServer, cast: Cast, town: Town, home: Household
) -> None:
    sign_in(page, live_server.url, cast.worker)
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{live_server.url}/homes/buildings/{town.building.pk}/")
    page.locator(".plan-door").first.focus()
    reached = [page.evaluate("document.activeElement.querySelector('b').textContent")]
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.querySelector('b').textContent"))
    assert reached == ["101", "102", "201"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="铁路小区1号楼2单元201")).to_be_visible()


def test_the_statement_prints_on_a_page(
    page: Page, live_server: LiveServer, cast: Cast, home: Household
) -> None:
    sign_in(page, live_server.url, cast.clerk)
    assert home.head is not None
    page.goto(f"{live_server.url}/homes/people/{home.head.no}/statement/")
    page.locator("label", has_text="本人当面申请").click()
    page.get_by_role("button", name="出告知书").click()
    expect(page.get_by_role("heading", name="雄关街道个人信息告知书")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(".paper-tools").is_hidden()
    look(page, "statement")
    assert PHONE not in page.content() and FATHER_ID not in page.content()
