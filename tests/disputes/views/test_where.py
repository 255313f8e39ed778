"""/m/new/ on a phone that knows where it is, and on one that has the form open twice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from disputes.models import Dispute
from grids.actions.outlines import keep_outlines
from grids.models import GridBuilding, GridOutline
from grids.shapes.judging import solid
from tests.browsing import is_wider_than_its_screen, sign_in
from tests.cast import SINCE, Cast, Town
from tests.disputes.views.conftest import As
from tests.files.nasty import jpeg_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Two grids beside each other; the second has a hole.
OWN = [(98.28, 39.77), (98.29, 39.77), (98.29, 39.78), (98.28, 39.78), (98.28, 39.77)]
NEXT = [(98.29, 39.77), (98.30, 39.77), (98.30, 39.78), (98.29, 39.78), (98.29, 39.77)]
HOLE = [(98.294, 39.774), (98.296, 39.774), (98.296, 39.776), (98.294, 39.776), (98.294, 39.774)]


@pytest.fixture
def outlined(town: Town) -> Town:
    """Two drawn grids; the second has one building left."""
    own, other = town.tiebei.grids[:2]
    GridBuilding.objects.filter(building=town.tiebei.buildings[1][1]).update(valid_to=SINCE)
    keep_outlines(
        {own: solid([[OWN]]), other: solid([[NEXT, HOLE]])}, approval_no="雄街发1号", version=0, actor=None
    )
    return town


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def at(page: Page, lon: float, lat: float, accuracy: int = 20) -> None:
    """Press the button as somebody who stands there."""
    page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy})
    page.get_by_role("button", name="用我的位置").click()


def new_form(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/m/new/")
    expect(page.get_by_role("button", name="用我的位置")).to_be_visible()


def test_the_lines_are_those_of_ones_own_communities_and_name_nobody(
    outlined: Town, cast: Cast, as_: As
) -> None:
    answer = as_(cast.worker).get("/m/places/")
    grids = answer.json()["grids"]
    own, other = outlined.tiebei.grids[:2]
    assert [one[:3] for one in grids] == [
        [own.pk, own.name, [house.pk for house in outlined.tiebei.buildings[0]]],
        [other.pk, other.name, [outlined.tiebei.buildings[1][0].pk]],
    ]
    assert grids[0][3] == GridOutline.objects.get(grid=own).geometry
    assert not [one.display_name for one in cast.all.values() if one.display_name in answer.content.decode()]
    assert as_(cast.clerk).get("/m/places/").json()["grids"] == []
    assert "用我的位置" not in as_(cast.clerk).get("/m/new/").content.decode()


def test_the_phones_position_suggests_the_grid_and_the_building_and_never_holds_anybody_up(
    outlined: Town, cast: Cast, phone: BrowserContext, live_server: LiveServer, settings: Settings
) -> None:
    page, said = phone.new_page(), "[data-where-said]"
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url + (one.post_data or "")))
    sign_in(page, live_server.url, cast.worker)
    new_form(page, live_server)
    # Refused: the form goes on.
    page.get_by_role("button", name="用我的位置").click()
    expect(page.locator(said)).to_have_text("没拿到位置，不影响上报。请选楼栋")
    phone.grant_permissions(["geolocation"])
    at(page, 98.2901, 39.7755)  # next door: one building is left there
    expect(page.locator(said)).to_have_text("你在铁北1-02格。楼栋已选好，不对就换")
    expect(page.locator("input[name=place]:checked")).to_have_value(str(outlined.tiebei.buildings[1][0].pk))
    at(page, 98.295, 39.775)  # in the hole of it
    expect(page.locator(said)).to_contain_text("不在本社区画好的网格里")
    at(page, 98.2899, 39.7701, accuracy=350)
    expect(page.locator(said)).to_have_text("位置只准到约350米，请核对。你在铁北1-01格。请选楼栋")
    expect(page.locator("input[name=place]")).to_have_count(2)
    assert not is_wider_than_its_screen(page)
    page.get_by_text("铁路小区2号楼").click()
    page.get_by_label("漏水排水").check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/m/new/*/")
    case = Dispute.objects.get()
    assert case.place == outlined.tiebei.buildings[0][1]
    # The next time the building used last is ticked, with a position and without.
    new_form(page, live_server)
    at(page, 98.2899, 39.7701)
    expect(page.locator("input[name=place]:checked")).to_have_value(str(case.place_id))
    phone.clear_permissions()
    new_form(page, live_server)
    page.get_by_role("button", name="用我的位置").click()
    expect(page.locator(said)).to_contain_text("先选了上次的铁路小区2号楼")
    expect(page.locator("input[name=place]:checked")).to_have_value(str(case.place_id))
    assert not [one for one in sent if "98.28" in one or "39.77" in one]


def test_two_windows_with_one_draft_keep_the_words_and_pictures_of_both(
    town: Town, cast: Cast, phone: BrowserContext, live_server: LiveServer
) -> None:
    first, second = phone.new_page(), phone.new_page()
    sign_in(first, live_server.url, cast.worker)
    new_form(first, live_server)
    first.locator("input[name=photos]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg_of(300, 200)}
    )
    first.get_by_label("说一句").fill("第一句")
    expect(first.locator("[data-outbox-words]")).to_contain_text("1份草稿")
    second.goto(f"{live_server.url}/m/outbox/")
    second.get_by_role("link", name="修改").or_(second.get_by_role("link", name="接着写")).first.click()
    expect(second.get_by_label("说一句")).to_have_value("第一句")
    first.get_by_label("说一句").fill("第一个窗口的话")
    expect(first.locator("[data-problem]")).to_have_count(0)
    first.evaluate(KEPT, "第一个窗口的话")
    second.get_by_label("说一句").fill("第二个窗口的话")
    expect(second.locator("[data-problem]")).to_contain_text("另存成一份，两份都在")
    assert second.evaluate(HELD) == [["第一个窗口的话", 1], ["第二个窗口的话", 1]]
    # What comes after goes on in its own.
    second.get_by_label("说一句").fill("第二个窗口又写")
    second.evaluate(KEPT, "第二个窗口又写")
    assert second.evaluate(HELD) == [["第一个窗口的话", 1], ["第二个窗口又写", 1]]


HELD = """async () => {
  const store = await import("/static/js/outbox/store.js");
  const owner = document.querySelector('meta[name="phone-owner"]').content;
  return Promise.all((await store.list(owner)).map(async (one) => [
    one.told.fields.find(([name]) => name === "text")[1], (await store.photoIds(one.id)).length]));
}"""
# Until the phone holds these words; the test's own patience ends it.
KEPT = f"""async (words) => {{
  while (!(await ({HELD})()).some(([text]) => text === words)) await new Promise((done) => setTimeout(done, 50));
}}"""
