"""The first half of the journey: logged in the stairwell, up to the street, and sent back once."""

from collections.abc import Callable

from playwright.sync_api import Locator

from disputes.choices import State
from disputes.models import Dispute
from tests.e2e.conftest import Screen
from tests.e2e.hands import choose, do, open_from_list, photo
from tests.e2e.street import DAY, MATTER, Street, finds_in_inbox, sees
from tests.e2e.witness import at


def logged_in_the_stairwell(street: Street) -> None:
    cast, screen = street.cast, street.open_screen("phone")
    screen.go("/")
    screen.look("sign-in")
    page = screen.sign_in(cast.worker)
    screen.look("home")
    # On a phone the camera opens at once, and the picture waits in the form.
    page.get_by_role("link", name="不拍照上报").wait_for()
    with page.expect_file_chooser() as camera:
        page.get_by_role("link", name="拍照上报问题").click()
    camera.value.set_files(str(photo(street.folder)))
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
    street.later(at(2, 10, 20))
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
    street.later(at(3, 9, 30))
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
