"""One case from the stairwell to the archive, through everybody's hands, in a real browser.

Every step asserts the state, the clocks with their due times, who was told, the line on the timeline and in the
ledger. The due times are worked out by hand from domain.md C5 for weeks of March 2026 without a holiday."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Locator

from core.accounts.models import User
from core.clocks.selectors import clocks_for
from core.files import store
from core.files.models import StoredFile
from disputes.choices import State
from disputes.models import Dispute, DisputeEvent
from disputes.views.receipt import qr_code
from tests.cast import Cast, Town
from tests.e2e.conftest import Open, Screen
from tests.e2e.hands import choose, do, open_from_list, photo
from tests.e2e.witness import KIND, Witness, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(hours=24)
MATTER = "漏水排水"


@dataclass
class Street:
    """The people, their screens and the office's clock."""

    cast: Cast
    open_screen: Open
    clock: time_machine.Traveller
    witness: Witness
    folder: Path

    def at_the_desk(self, user: User) -> Screen:
        screen = self.open_screen("desk")
        screen.sign_in(user)
        return screen

    @property
    def case(self) -> Dispute:
        assert self.witness.case is not None
        return self.witness.case


@pytest.fixture
def street(office: Cast, open_screen: Open, monday: time_machine.Traveller, tmp_path: Path) -> Street:
    return Street(office, open_screen, monday, Witness(), tmp_path)


def sees(screen: Screen, event: DisputeEvent) -> None:
    """The newest line of the timeline is this event in words, and every running clock stands above it."""
    case = event.dispute
    page = screen.go(f"{case.get_absolute_url()}?tab=timeline")
    line = page.locator("ol.timeline > li").first.inner_text()
    assert event.label in line and event.text in line
    assert (event.actor.display_name if event.actor else event.actor_title) in line
    if event.to_state:
        assert f"{event.get_from_state_display()}→{event.get_to_state_display()}" in line
    strip = page.locator(".clock-strip").inner_text()
    for clock in clocks_for(KIND, case.pk):
        assert clock.rule.title in strip
    assert page.locator(".page-head").get_by_text(case.get_state_display(), exact=True).is_visible()


def finds_in_inbox(screen: Screen, words: str) -> None:
    page = screen.go("/messages/")
    page.locator(".task-list").get_by_text(words).first.wait_for()
    screen.look("messages")


def test_a_case_goes_from_the_stairwell_to_the_archive(street: Street, town: Town) -> None:
    logged_in_the_stairwell(street)
    signed_by_the_community(street)
    accepted_and_sent_to_the_street(street)
    returned_once(street)
    mediated_and_agreed(street)
    performed(street)
    checked_back(street)
    closed_and_archived(street)
    rated_by_the_resident(street)
    kept_as_it_was(street)


def logged_in_the_stairwell(street: Street) -> None:
    cast, screen = street.cast, street.open_screen("phone")
    screen.go("/")
    screen.look("sign-in")
    page = screen.sign_in(cast.worker)
    screen.look("home")
    page.get_by_role("link", name="拍照上报问题").click()
    page.set_input_files("#id_photos", str(photo(street.folder)))
    page.locator(".photo-list img").wait_for()
    page.get_by_text("铁路小区1号楼").click()
    choose(page, "是什么事", MATTER)
    page.get_by_label("说一句").fill("3单元门口返水，一楼已经进水")
    screen.look("log")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="已上报").wait_for()
    screen.look("logged")
    case = Dispute.objects.get()
    assert page.get_by_text(str(case.no), exact=True).is_visible()
    street.witness.case = case
    event = street.witness.saw(
        "register",
        "route_up",
        by=cast.worker,
        state=State.ESCALATION_PENDING,
        running={"CK1": DAY, "CK2": "2026-03-05 18:00", "CK6": "2026-03-03 18:00"},
        met=("CK3.grid",),
        told=dict.fromkeys([cast.clerk, cast.second_clerk], f"上报：{MATTER}"),
    )
    page.get_by_role("link", name="打开这件").click()
    screen.look("case-grid")
    sees(screen, event)
    screen.look("timeline-grid")


def signed_by_the_community(street: Street) -> None:
    street.clock.move_to(at(2, 10, 20))
    cast, screen = street.cast, street.at_the_desk(street.cast.clerk)
    screen.look("home-clerk")
    finds_in_inbox(screen, f"上报：{MATTER}")
    page = screen.go("/")
    open_from_list(page, street.case)
    screen.look("case-waiting")
    do(page, "sign", lambda form: form.get_by_label("说一句").fill("社区接着办"))
    running = {"CK1": DAY, "CK2": "2026-03-05 18:00", "CK3.community": "2026-03-09 18:00"}
    event = street.witness.saw(
        "sign",
        by=cast.clerk,
        state=State.REGISTERED,
        running=running,
        met=("CK6",),
        told={cast.worker: f"签收：{MATTER}"},
    )
    assert (street.case.holder, street.case.tier) == (cast.clerk, 2)
    sees(screen, event)
    for name, phone in (("王建国", "13893712207"), ("李桂花", "13993712208")):
        page = screen.go(street.case.get_absolute_url())
        do(page, "add_party", party_named(name, phone), look=lambda: screen.look("act-party"))
        event = street.witness.saw("add_party", by=cast.clerk, state=State.REGISTERED, running=running)
    sees(screen, event)
    finds_nothing_lost(screen, street)


def party_named(name: str, phone: str) -> Callable[[Locator], None]:
    def fill(form: Locator) -> None:
        form.get_by_label("姓名或单位").fill(name)
        form.get_by_label("电话").fill(phone)

    return fill


def finds_nothing_lost(screen: Screen, street: Street) -> None:
    """Overview and photos of what came from the stairwell."""
    page = screen.go(street.case.get_absolute_url())
    assert page.get_by_text("3单元门口返水，一楼已经进水").first.is_visible()
    screen.look("case-overview")
    page.get_by_role("link", name="照片").click()
    picture = page.locator(".photo-list img").first
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    screen.look("case-photos")


def accepted_and_sent_to_the_street(street: Street) -> None:
    cast, screen = street.cast, street.at_the_desk(street.cast.clerk)
    page = screen.go(street.case.get_absolute_url())
    do(
        page,
        "ask_consent",
        lambda form: choose(form, "怎么问的", "电话"),
        look=lambda: screen.look("act-ask"),
    )
    budget = {"CK3.community": "2026-03-09 18:00"}
    event = street.witness.saw(
        "ask_consent",
        by=cast.clerk,
        state=State.CONSENT_PENDING,
        running={"CK2": "2026-03-05 18:00", **budget},
        met=("CK1",),
    )
    sees(screen, event)

    def agree_to_talk(form: Locator) -> None:
        for party in ("申请人 王建国", "被申请人 李桂花"):
            choose(form, f"{party}的意愿", "同意调解")
        form.get_by_label("哪天告知的权利义务").fill("2026-03-02")

    page = screen.go(street.case.get_absolute_url())
    do(page, "accept", agree_to_talk, look=lambda: screen.look("act-accept"))
    event = street.witness.saw(
        "accept",
        by=cast.clerk,
        state=State.MEDIATING,
        running={**budget, "CK4": "2026-04-02 00:00"},
        met=("CK2",),
    )
    assert street.case.mediator == cast.clerk
    sees(screen, event)

    def why(form: Locator) -> None:
        choose(form, "为什么上报", "本级解决不了")
        form.get_by_label("已经做了哪些工作").fill("和双方各谈过一次，责任说不清")

    page = screen.go(street.case.get_absolute_url())
    do(page, "escalate", why, look=lambda: screen.look("act-escalate"))
    event = street.witness.saw(
        "escalate",
        by=cast.clerk,
        state=State.ESCALATION_PENDING,
        running={"CK4": "2026-04-02 00:00", "CK6": "2026-03-03 18:00"},
        met=("CK3.community",),
        told={cast.intake: f"上报：{MATTER}"},
    )
    sees(screen, event)


def returned_once(street: Street) -> None:
    street.clock.move_to(at(3, 9, 30))
    cast, screen = street.cast, street.at_the_desk(street.cast.street_lead)
    screen.look("home-street")
    page = screen.go("/")
    open_from_list(page, street.case)
    screen.look("case-escalated")
    assert page.get_by_text("和双方各谈过一次，责任说不清").first.is_visible()

    def with_advice(form: Locator) -> None:
        form.get_by_label("为什么退回").fill("社区还没有开过调解会")
        form.get_by_label("接下来怎么办").fill("请先请物业查明堵点，再组织一次调解")

    do(page, "return_case", with_advice, look=lambda: screen.look("act-return"))
    event = street.witness.saw(
        "return_case",
        by=cast.street_lead,
        state=State.MEDIATING,
        # The lower tier's budget goes on where it was: sending a case back gives nobody new time.
        running={"CK3.community": "2026-03-09 18:00", "CK4": "2026-04-02 00:00"},
        met=("CK6",),
        told={cast.clerk: f"退回：{MATTER}"},
    )
    assert (street.case.holder, street.case.tier) == (cast.clerk, 2)
    assert "请先请物业查明堵点" in event.text
    sees(screen, event)
    desk = street.at_the_desk(cast.intake)
    finds_in_inbox(desk, f"上报：{MATTER}")


def mediated_and_agreed(street: Street) -> None:
    street.clock.move_to(at(3, 15, 0))
    cast, screen = street.cast, street.at_the_desk(street.cast.clerk)
    finds_in_inbox(screen, f"退回：{MATTER}")
    page = screen.go("/")
    open_from_list(page, street.case)
    do(page, "hold_session", sitting, look=lambda: screen.look("act-session"))
    running = {"CK3.community": "2026-03-09 18:00", "CK4": "2026-04-02 00:00"}
    event = street.witness.saw("hold_session", by=cast.clerk, state=State.MEDIATING, running=running)
    sees(screen, event)
    page = screen.go(street.case.get_absolute_url())
    do(page, "agree", agreement, look=lambda: screen.look("act-agree"))
    event = street.witness.saw(
        "agree",
        by=cast.clerk,
        state=State.PERFORMING,
        running={
            "CK7": "2026-04-03 00:00",
            "CK8.agreement": "2026-03-18 18:00",
            "PERFORM": "2026-03-07 00:00",
        },
        met=("CK3.community", "CK4"),
    )
    assert street.case.result == "written"
    sees(screen, event)
    screen.go(f"{street.case.get_absolute_url()}?tab=mediation")
    screen.look("case-mediation")


def sitting(form: Locator) -> None:
    form.get_by_label("什么时候谈的").fill("2026-03-03T14:40")
    form.get_by_label("在哪里谈的").fill("社区调解室")
    form.get_by_label("在场的人").fill("双方当事人、调解员、物业经理")
    form.get_by_label("查明的事实").fill("三楼下水管堵塞，一楼返水，地板泡坏约3平方米")
    choose(form, "谈得怎么样", "谈成了")


def agreement(form: Locator) -> None:
    choose(form, "协议形式", "书面协议")
    form.get_by_label("约定的内容").fill("三楼本周五前疏通下水，赔偿地板800元")
    for signed in ("当事人哪天签的字", "调解员哪天签的字", "调委会哪天盖的章"):
        form.get_by_label(signed).fill("2026-03-03")
    row = form.get_by_role("group", name="第1项")
    row.get_by_label("要做什么").fill("疏通下水并赔偿800元")
    row.get_by_label("谁来做").select_option(label="被申请人 李桂花")
    row.get_by_label("对谁").select_option(label="申请人 王建国")
    row.get_by_label("金额（元）").fill("800")
    row.get_by_label("哪天前").fill("2026-03-06")


def performed(street: Street) -> None:
    street.clock.move_to(at(6, 11, 0))
    cast, screen = street.cast, street.at_the_desk(street.cast.clerk)
    page = screen.go(street.case.get_absolute_url())
    assert page.get_by_text("还有1项没有履行").count() == 1

    def receipt(form: Locator) -> None:
        form.get_by_role("group", name="哪一项").locator("label").first.click()
        form.get_by_label("凭据").fill("收条和疏通后的照片")

    do(page, "perform", receipt, look=lambda: screen.look("act-perform"))
    right = {"CK7": "2026-04-03 00:00"}
    event = street.witness.saw(
        "perform",
        by=cast.clerk,
        state=State.PERFORMING,
        running={**right, "CK8.agreement": "2026-03-18 18:00"},
        met=("PERFORM",),
    )
    sees(screen, event)
    page = screen.go(street.case.get_absolute_url())
    do(page, "complete")
    event = street.witness.saw(
        "complete",
        by=cast.clerk,
        state=State.FOLLOW_UP,
        running={**right, "CK8.performance": "2026-03-13 18:00"},
        met=("CK8.agreement",),
    )
    sees(screen, event)


def checked_back(street: Street) -> None:
    street.clock.move_to(at(9, 10, 0))
    cast, screen = street.cast, street.at_the_desk(street.cast.second_clerk)
    page = screen.go("/")
    open_from_list(page, street.case)

    def call(form: Locator) -> None:
        form.get_by_label("什么时候回访的").fill("2026-03-09T09:50")
        choose(form, "约定的事都兑现了吗", "都兑现了")
        choose(form, "居民满意吗", "满意")
        form.get_by_label("回访情况").fill("下水通畅，钱已收到")

    do(page, "follow_up", call, look=lambda: screen.look("act-follow-up"))
    event = street.witness.saw(
        "follow_up",
        by=cast.second_clerk,
        state=State.FOLLOW_UP,
        running={"CK7": "2026-04-03 00:00"},
        met=("CK8.performance",),
        told={cast.secretary: f"登记回访：{MATTER}"},
    )
    sees(screen, event)


def closed_and_archived(street: Street) -> None:
    street.clock.move_to(at(9, 11, 0))
    cast, screen = street.cast, street.at_the_desk(street.cast.secretary)
    finds_in_inbox(screen, f"登记回访：{MATTER}")
    page = screen.go("/")
    open_from_list(page, street.case)
    do(page, "close", lambda form: choose(form, "办结前告诉居民结果了吗", "已电话告知"))
    event = street.witness.saw(
        "close",
        by=cast.secretary,
        state=State.CLOSED,
        running={"CK9": "2026-04-08 18:00"},
        met=("CK7",),
    )
    sees(screen, event)
    screen = street.at_the_desk(cast.clerk)
    page = screen.go(street.case.get_absolute_url())
    do(
        page,
        "archive",
        lambda form: choose(form, "保管期限", "10年"),
        look=lambda: screen.look("act-archive"),
    )
    event = street.witness.saw("archive", by=cast.clerk, state=State.ARCHIVED, running={}, met=("CK9",))
    sees(screen, event)
    screen.look("case-archived")


def rated_by_the_resident(street: Street) -> None:
    """The QR code of the receipt leads to the resident's page; no account, big letters, plain words."""
    street.clock.move_to(at(10, 19, 30))
    case = street.case
    screen = street.at_the_desk(street.cast.clerk)
    printed = screen.go(f"{case.get_absolute_url()}receipt/")
    screen.look("receipt")
    address = f"{screen.address}/track/?no={case.no}&c={case.receipt_code}"
    assert printed.locator(".qr img").get_attribute("src") == qr_code(address)
    resident = street.open_screen("phone")
    page = resident.page
    page.goto(address)
    resident.look("track")
    assert page.get_by_role("heading", name="已办结并归档").is_visible()
    assert page.get_by_text("王建国").count() == page.get_by_text("李桂花").count() == 0
    choose(page, "您满意吗", "非常满意")
    page.get_by_label("想说的话").fill("谢谢")
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("谢谢您的评价").wait_for()
    resident.look("rated")
    event = street.witness.saw("citizen_rate", by=None, state=State.ARCHIVED, running={})
    assert street.case.satisfaction == "very_good"
    sees(screen, event)


def kept_as_it_was(street: Street) -> None:
    """The ledger is whole, and the photo tells nobody where and when it was taken."""
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert "操作记录完整" in said.getvalue()
    kept = StoredFile.objects.get(subject_kind=KIND, subject_id=street.case.pk)
    assert kept.purpose == "intake"
    for path in (kept.path, kept.thumb_path):
        with Image.open(store.root() / path) as picture:
            assert not picture.getexif()
            assert not {"exif", "photoshop", "xmp"} & set(picture.info)
