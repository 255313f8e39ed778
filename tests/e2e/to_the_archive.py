"""The second half: mediated, agreed, performed, checked back, closed, archived, and rated by the resident."""

import re
from io import StringIO

from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Locator
from pypdf import PdfReader

from core.files import store
from core.files.models import StoredFile
from disputes.choices import State
from disputes.views.receipt import qr_code
from tests.e2e.hands import choose, do, open_from_list
from tests.e2e.street import MATTER, Street, finds_in_inbox, sees
from tests.e2e.witness import KIND, at


def mediated_and_agreed(street: Street) -> None:
    street.later(at(3, 15, 0))
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
    street.later(at(6, 11, 0))
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
    street.later(at(9, 10, 0))
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


def closed(street: Street) -> None:
    street.later(at(9, 11, 0))
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


# The papers of the file and what no page of the case has asked for yet.
PAPERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("人民调解受理登记表", {}),
    ("人民调解权利义务告知书", {}),
    ("人民调解笔录", {"各方陈述": "王建国要求疏通下水并赔地板，李桂花同意。", "记录人": "马军"}),
    ("人民调解协议书", {}),
    ("人民调解回访记录", {}),
)


def bound(street: Street) -> str:
    """The clerk issues each paper and takes the whole file as one PDF; its words, page by page."""
    street.later(at(9, 11, 30))
    screen = street.at_the_desk(street.cast.clerk)
    page = screen.go(street.case.get_absolute_url())
    page.get_by_role("link", name="文书", exact=True).click()
    papers = page.url
    for name, typed in PAPERS:
        page.goto(papers)
        page.get_by_role("link", name=name).first.click()
        for label, text in typed.items():
            page.get_by_label(label).fill(text)
        page.get_by_role("button", name="出具").click()
        page.get_by_role("button", name="PDF").wait_for()
    page.goto(papers)
    screen.look("papers")
    page.get_by_role("link", name="卷宗", exact=True).click()
    screen.look("file")
    page.get_by_label("归档").check()
    with page.expect_download() as taken:
        page.get_by_role("button", name="装订成一个 PDF").click()
    pages = PdfReader(taken.value.path()).pages
    words = "\n\n".join(re.sub(r"\s", "", one.extract_text()) for one in pages) + "\n"
    return re.sub(r"SHA-256：[0-9a-f]+", "SHA-256：…", words)


def archived(street: Street) -> None:
    cast, screen = street.cast, street.at_the_desk(street.cast.clerk)
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
    street.later(at(10, 19, 30))
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
