"""A grid worker's day with the phone: no signal in the stairwell, an expired sign-in, a conflict, the way home."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core.files.models import StoredFile
from disputes.actions import assign, note
from disputes.choices import State
from disputes.models import Dispute
from grids.actions.routes import add_point
from grids.models import PatrolCheck
from residents.models import Visit
from tests.browsing import CHROMIUM, QUIET, is_wider_than_its_screen, sign_in
from tests.cast import OTHER_PHONE, PHONE, Cast, Log, Town
from tests.faults.cutting import KEPT, Line, bad_line
from tests.files.nasty import jpeg_of

SECRET = "二号楼的悄悄话"
TYPED = "三单元返水已疏通"
SHOTS = os.environ.get("XG_SHOTS")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    with bad_line(live_server.url) as made:
        yield made


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone with a storage of its own, that can be looked into afterwards."""
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "phone", executable_path=CHROMIUM, args=QUIET, viewport={"width": 390, "height": 844}, locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )  # fmt: skip
    context.set_default_timeout(10_000)
    yield context
    context.close()


def look(page: Page, name: str) -> None:
    """XG_SHOTS names a folder that keeps a picture of each state looked at."""
    assert not is_wider_than_its_screen(page), name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/offline-{name}.png", full_page=True)


def out_of_the_drawer(page: Page) -> str:
    """Whatever scripts of this phone could read: caches, databases, local storage, as one text."""
    return str(
        page.evaluate(
            """async () => {
              const said = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
              for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const key of await cache.keys()) said.push(key.url, await (await cache.match(key)).text());
              }
              const ask = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
              const base = await ask(indexedDB.open("xg-outbox"));
              for (const store of base.objectStoreNames) {
                for (const row of await ask(base.transaction(store).objectStore(store).getAll())) {
                  said.push(JSON.stringify(row), ...Object.values(row.box || row).map((one) =>
                    one instanceof ArrayBuffer ? new TextDecoder().decode(one) : ""));
                }
              }
              base.close();
              return said.join("\\n");
            }"""
        )
    )


def on_the_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def spelt(word: str) -> list[bytes]:
    """As files of a browser hold text."""
    return [word.encode(), word.encode("utf-16-le")]


def names(cast: Cast, case: Dispute) -> list[str]:
    """Everybody's name and number that this worker has had on the screen, and the worker's own words."""
    parties = [one.name for one in case.parties.all()]
    return [one.display_name for one in cast.all.values()] + parties + [PHONE, OTHER_PHONE, TYPED, SECRET]


def log_on_the_spot(page: Page) -> None:
    """A micro matter, settled, with a photo before and one after."""
    for name in ("photos", "after"):
        if name == "after":
            page.get_by_label("我已处理").check()
        page.locator(f"input[name={name}]").set_input_files(
            {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": jpeg_of(900, 600)}
        )
    expect(page.locator(".photo-list li")).to_have_count(2)
    page.get_by_text("铁路小区1号楼").click()
    page.get_by_label("漏水排水").check()
    page.get_by_label("说一句").fill(TYPED)
    page.get_by_role("button", name="提交").click()


def sync(page: Page) -> None:
    page.get_by_role("button", name="全部现在传").click()


def test_a_day_with_the_phone(
    phone: BrowserContext, line: Line, town: Town, cast: Cast, log: Log, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    case = log()
    point = add_point(town.tiebei.grids[0], place=town.building, name="1号楼门厅", actor=cast.leader)
    page = phone.pages[0]
    sign_in(page, line.url, cast.worker)
    for path in (
        "/",
        case.get_absolute_url(),
        f"{case.get_absolute_url()}?tab=timeline",
        "/homes/",
        "/visits/",
        "/",
    ):
        page.goto(f"{line.url}{path}")
    page.evaluate(KEPT)

    # In the stairwell.
    line.dead = True
    page.goto(f"{line.url}/m/new/")
    log_on_the_spot(page)
    page.wait_for_url("**/m/outbox/#saved=*")
    expect(page.locator("[data-saved]")).to_contain_text("临时号 L-0001")
    expect(page.locator("[data-saved]")).to_contain_text("有网后给正式编号，不会重复")
    look(page, "saved")
    page.goto(f"{line.url}/patrols/today/")
    page.get_by_role("button", name="正常").click()
    expect(page.locator(".queue-done")).to_contain_text("已存在手机里，有网会自动传，不会重复")
    page.goto(f"{line.url}/visits/new/")
    page.get_by_text("铁路小区2号楼").first.click()
    page.get_by_label("居民不便").check()
    page.get_by_role("button", name="登记").click()
    page.wait_for_url("**/m/outbox/#saved=*")
    page.goto(f"{line.url}/m/hand/")
    page.get_by_label("当事人要求上级调解").check()
    page.get_by_role("button", name="上报").click()
    expect(page.locator(".queue-done")).to_contain_text("已存在手机里")
    page.goto(f"{line.url}/m/new/")
    page.get_by_label("说一句").fill("没写完的一句")
    page.wait_for_timeout(900)
    page.goto(f"{line.url}/cases/")
    expect(page.locator("[data-outbox-elsewhere]")).to_be_visible()
    expect(page.locator("[data-outbox-lists]")).to_contain_text("待上传 4")
    expect(page.locator("[data-outbox-lists]")).to_contain_text("草稿 1")
    look(page, "offline")
    assert Dispute.objects.count() == 1

    # Somebody at the desk goes on with the case; the sign-in ends meanwhile.
    note(Dispute.objects.get(pk=case.pk), actor=cast.clerk, text="已经电话联系过")
    assign(Dispute.objects.get(pk=case.pk), actor=cast.secretary, holder=cast.worker)
    Session.objects.all().delete()
    line.good()
    page.goto(f"{line.url}/m/outbox/")
    sync(page)
    expect(page.locator("[data-outbox-out]")).to_be_visible()
    look(page, "expired")
    assert Dispute.objects.count() == 1
    sign_in(page, line.url, cast.worker)
    page.goto(f"{line.url}/m/outbox/")
    expect(page.locator("[data-outbox-lists]")).to_contain_text("已上传（留7天） 3")
    settled = Dispute.objects.exclude(pk=case.pk).get()
    assert (settled.state, settled.result, settled.summary) == (State.FOLLOW_UP, "on_spot", TYPED)
    assert {(one.purpose, one.is_awaited) for one in StoredFile.objects.all()} == {
        ("intake", False),
        ("after", False),
    }
    assert PatrolCheck.objects.get().point == point and Visit.objects.get().outcome == "not_now"
    assert Dispute.objects.get(pk=case.pk).state == State.REGISTERED
    trouble = page.locator(".outbox-item.is-trouble")
    look(page, "trouble")
    expect(trouble).to_contain_text(case.no or "")
    trouble.get_by_role("link", name="修改").click()
    page.wait_for_url("**/m/hand/#item=*")
    page.get_by_role("button", name="上报").click()
    expect(page.locator(".queue-done")).to_contain_text("已记下")
    assert Dispute.objects.get(pk=case.pk).state == State.ESCALATION_PENDING

    # On the way home: two more without signal, and the phone is handed on.
    page.goto(f"{line.url}/m/new/")
    line.dead = True  # with the page open, which does not know of it yet
    page.get_by_placeholder("换楼栋").press_sequentially("小区 5号")  # next door: looked up on the phone
    page.get_by_text("铁路小区5号楼").click()
    page.get_by_label("漏水排水").check()
    page.get_by_label("我来办").check()
    page.get_by_label("说一句").fill(SECRET)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/m/outbox/#saved=*")
    page.evaluate(
        "() => void navigator.locks.request('xg-outbox', () => new Promise(() => {}))"
    )  # nothing is sent
    page.locator("summary.top-user").click()
    page.locator("form[action='/logout/'] button").click()
    dialog = page.locator("dialog#unsent")
    expect(dialog).to_contain_text("还有 2 条没传上去")
    page.wait_for_timeout(200)
    look(page, "leaving")
    dialog.get_by_role("button", name="还是要退出").click()
    line.good()
    dialog.get_by_role("button", name="确认退出").click()
    page.wait_for_url("**/login/")
    held, disk = out_of_the_drawer(page), on_the_disk(tmp_path / "phone")
    assert "L-0006" in held and "kept" not in page.evaluate("caches.keys()")
    found = [word for word in names(cast, case) if word in held or any(raw in disk for raw in spelt(word))]
    assert found == []

    # Another person's hands see that something waits, and nothing of it; the same person's next sign-in sends it.
    sign_in(page, line.url, cast.other_worker)
    page.goto(f"{line.url}/m/outbox/")
    expect(page.locator("[data-outbox-others]")).to_contain_text("还有别人的1条没传上去")
    assert page.locator(".outbox-item").count() == 0 and Dispute.objects.count() == 2
    sign_in(page, line.url, cast.worker)
    page.goto(f"{line.url}/m/outbox/")
    expect(page.locator("[data-outbox-lists]")).to_contain_text("已上传（留7天） 5")
    assert Dispute.objects.get(summary=SECRET).created_by == cast.worker
