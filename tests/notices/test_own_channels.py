"""A person's own channels: what can be chosen, what is refused, and who else is kept out."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from core.notices.actions import add_channel, notify, remove_channel, set_channel_active
from core.notices.models import Outbox, Subscription
from tests.browsing import is_wider_than_its_screen, serious_findings, sign_in
from tests.notices.conftest import NOON

pytestmark = pytest.mark.django_db
URL = "/messages/channels/"
MAIL = "li@office.example.cn"


@pytest.fixture
def inside(client: Client, worker: User) -> Client:
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    return client


def add(client: Client, address: str = MAIL, channel: str = "email", **more: str) -> Any:
    return client.post(URL, {"channel": channel, "address": address, **more})


def text(client: Client) -> str:
    return str(client.get(URL).content.decode())


def own(user: User) -> list[tuple[str, str, bool]]:
    rows = Subscription.objects.filter(user=user).order_by("pk")
    return list(rows.values_list("channel", "address", "is_active"))


def tell(user: User, key: str = "k") -> None:
    notify([user], kind="todo", title="请签收", key=key, now=NOON)


def test_an_added_address_gets_the_next_message_and_a_line_without_the_address(
    inside: Client, worker: User
) -> None:
    assert "还没有设" in text(inside)
    assert add(inside)["Location"] == URL
    assert own(worker) == [("email", MAIL, True)]
    assert MAIL in text(inside)
    tell(worker)
    assert list(Outbox.objects.values_list("channel", "address", "state")) == [("email", MAIL, "pending")]
    line = Entry.objects.get()
    assert (line.action, line.actor_id, line.subject_kind) == ("channel.add", worker.pk, "channel")
    assert line.detail == {"channel": "email"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "请填「邮箱」"),
        ("   ", "请填「邮箱」"),
        ("li.office.cn", "邮箱要像 name@example.cn 这样"),
        ("li@", "邮箱要像"),
        ("ｌｉ＠office.cn", "邮箱要像"),
        ("李@office.cn", "邮箱要像"),
        ("a@b.cn, c@d.cn", "邮箱要像"),
        ("a@b.cn\r\nBcc: c@d.cn", "只能写一行"),
        ("a\u202e@b.cn", "看不见的排版字符"),
        ("a" * 250 + "@b.cn", "最多200个字"),
        ("<svg onload=1>@b.cn", "邮箱要像"),
    ],
)
def test_a_bad_address_is_refused_beside_its_field_and_kept(
    inside: Client, worker: User, address: str, said: str
) -> None:
    answer = add(inside, address)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "有1处需要修改" in page
    assert "<svg onload" not in page
    assert own(worker) == []
    assert not Entry.objects.exists()


def test_a_nul_gets_as_far_as_the_door(inside: Client, worker: User) -> None:
    assert add(inside, "a\x00@b.cn").status_code == 400
    assert own(worker) == []


def test_the_same_address_is_kept_once_however_it_is_spelt(inside: Client, worker: User) -> None:
    add(inside)
    answer = add(inside, MAIL.upper())
    assert answer.status_code == 422
    assert "已经添加过了" in answer.content.decode()
    assert own(worker) == [("email", MAIL, True)]


def test_a_sixth_is_refused(inside: Client, worker: User) -> None:
    for number in range(5):
        assert add(inside, f"li{number}@office.cn").status_code == 302
    answer = add(inside, "li5@office.cn")
    assert answer.status_code == 422
    assert "最多设5个" in answer.content.decode()
    assert len(own(worker)) == 5


def test_a_form_sent_twice_is_done_once_and_answered_the_same(inside: Client, worker: User) -> None:
    key = str(uuid.uuid4())
    first, second = (add(inside, idempotency_key=key) for _ in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, URL)
    assert own(worker) == [("email", MAIL, True)]
    pk = Subscription.objects.get().pk
    key = str(uuid.uuid4())
    for _ in range(2):
        assert inside.post(f"{URL}{pk}/remove/", {"idempotency_key": key}).status_code == 302
    assert own(worker) == []
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == [
        "channel.add",
        "channel.remove",
    ]


def test_a_channel_switched_off_takes_back_what_waits_and_is_told_nothing_more(
    inside: Client, worker: User
) -> None:
    add(inside)
    pk = Subscription.objects.get().pk
    tell(worker)
    Outbox.objects.create(
        key="sent", notice=worker.notices.get(), channel="email", address=MAIL, send_after=NOON, state="sent"
    )
    inside.post(f"{URL}{pk}/switch/")
    assert own(worker) == [("email", MAIL, False)]
    assert "已停用" in text(inside)
    tell(worker, key="later")
    assert list(Outbox.objects.values_list("key", flat=True)) == ["sent"], "what is sent stays on record"
    inside.post(f"{URL}{pk}/switch/")
    inside.post(f"{URL}{pk}/switch/", {"active": "on"})
    assert own(worker) == [("email", MAIL, True)]
    tell(worker, key="again")
    assert Outbox.objects.filter(state="pending").count() == 1
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == [
        "channel.add",
        "channel.retire",
        "channel.use",
    ], "a second click on 停用 is no second line"


def test_a_removed_channel_is_forgotten_with_what_waits(inside: Client, worker: User, clerk: User) -> None:
    add(inside)
    add_channel(clerk, channel="email", address=MAIL, actor=clerk)
    tell(worker)
    tell(clerk)
    pk = Subscription.objects.get(user=worker).pk
    answer = inside.post(f"{URL}{pk}/remove/", follow=True)
    assert "邮件已移除" in answer.content.decode()
    assert own(worker) == []
    assert list(Outbox.objects.values_list("notice__recipient", flat=True)) == [clerk.pk]
    assert inside.post(f"{URL}{pk}/remove/").status_code == 404


def test_another_persons_channel_is_missing(inside: Client, worker: User, clerk: User) -> None:
    row = add_channel(clerk, channel="email", address="wang@office.cn", actor=clerk)
    assert "wang@office.cn" not in text(inside)
    for verb in ("switch", "remove"):
        others = inside.post(f"{URL}{row.pk}/{verb}/")
        missing = inside.post(f"{URL}999999/{verb}/")
        assert (others.status_code, missing.status_code) == (404, 404)
        assert others.content == missing.content
    assert own(clerk) == [("email", "wang@office.cn", True)]
    with pytest.raises(NotAllowed):
        add_channel(clerk, channel="email", address="x@office.cn", actor=worker)
    with pytest.raises(NotAllowed):
        set_channel_active(row, active=False, actor=worker)
    with pytest.raises(NotAllowed):
        remove_channel(row, actor=worker)


def test_only_what_is_set_up_here_is_offered(inside: Client, worker: User, settings: Settings) -> None:
    settings.DEMO, settings.NOTICE_WEBHOOK_URL = False, ""
    assert "添加邮件" in text(inside)
    assert "添加消息网关" not in text(inside) and "添加文件夹" not in text(inside)
    for channel in ("webhook", "file", "fax", "", "x" * 500):
        answer = add(inside, "li", channel)
        assert answer.status_code == 422
        assert "这里没有这个渠道" in answer.content.decode()
    settings.DEMO, settings.NOTICE_WEBHOOK_URL = True, "https://gateway.example.cn/send"
    assert "添加消息网关" in text(inside) and "添加文件夹" in text(inside)
    settings.EMAIL_HOST = settings.NOTICE_WEBHOOK_URL = ""
    settings.DEMO = False
    assert "系统还没有开通站外的渠道" in text(inside)
    assert own(worker) == []


def test_a_channel_that_is_no_longer_set_up_says_so_and_can_be_removed(
    inside: Client, worker: User, settings: Settings
) -> None:
    settings.NOTICE_WEBHOOK_URL = "https://gateway.example.cn/send"
    assert add(inside, "li.wangge", "webhook").status_code == 302
    settings.NOTICE_WEBHOOK_URL = ""
    assert "现在用不了" in text(inside)
    inside.post(f"{URL}{Subscription.objects.get().pk}/remove/")
    assert own(worker) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("13893712207", "不填手机号和证件号"),
        ("+86 138 9371 2207", "不填手机号和证件号"),
        ("62020119900101123X", "不填手机号和证件号"),
        ("李 网格", "工号或账号用2到64个"),
        ("a", "工号或账号用2到64个"),
    ],
)
def test_the_gateway_gets_a_name_and_no_number_of_a_person(
    inside: Client, worker: User, settings: Settings, address: str, said: str
) -> None:
    settings.NOTICE_WEBHOOK_URL = "https://gateway.example.cn/send"
    answer = add(inside, address, "webhook")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert own(worker) == []


def test_the_demo_writes_to_files_under_the_accounts_own_name(
    inside: Client, worker: User, settings: Settings
) -> None:
    settings.DEMO = True
    assert add(inside, "somebody-else", "file").status_code == 302
    assert own(worker) == [("file", "worker", True)]
    answer = add(inside, "", "file")
    assert answer.status_code == 422 and "已经添加过了" in answer.content.decode()


def test_the_way_there_is_on_the_inbox_and_under_ones_own_account(inside: Client) -> None:
    for start in ("/messages/", "/me/"):
        assert f'href="{URL}"' in inside.get(start).content.decode()


@pytest.mark.parametrize("url", [URL, f"{URL}1/switch/", f"{URL}1/remove/"])
def test_nobody_without_signing_in(client: Client, url: str) -> None:
    assert "/login/" in client.get(url)["Location"]


def test_writing_needs_a_post(inside: Client, worker: User) -> None:
    row = add_channel(worker, channel="email", address=MAIL, actor=worker)
    for verb in ("switch", "remove"):
        assert inside.get(f"{URL}{row.pk}/{verb}/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_add_and_remove_at_once_leave_no_twin_and_no_error() -> None:
    user = User.objects.create_user("worker", display_name="李网格")
    start, broken = threading.Barrier(6), []
    answers: list[str] = []

    def window(number: int) -> None:
        try:
            start.wait(30)
            row = add_channel(user, channel="email", address=MAIL, actor=user)
            answers.append("added")
            remove_channel(row, actor=user)
        except RuleBroken as refused:
            answers.append(refused.code)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=window, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert set(answers) <= {"added", "channel_twice"}
    assert not Subscription.objects.exists()
    actions = list(Entry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == ["channel.add", "channel.remove"] * answers.count("added")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_is_well_made_and_works_by_hand(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.DEMO, settings.NOTICE_WEBHOOK_URL = True, "https://gateway.example.cn/send"
    user = User.objects.create_user("worker", display_name="李网格", email=MAIL)
    sign_in(page, live_server.url, user)
    page.goto(f"{live_server.url}/messages/")
    page.get_by_role("link", name="消息渠道").click()
    assert page.get_by_label("邮箱").input_value() == MAIL, "the office's own address is offered"
    page.get_by_label("邮箱").fill("li@")
    page.get_by_role("button", name="添加邮件").click()
    page.get_by_text("邮箱要像").first.wait_for()
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 844})
        assert not is_wider_than_its_screen(page)
        assert serious_findings(page) == []
    page.get_by_label("邮箱").fill("a" * 60 + "@" + "b" * 60 + ".cn")
    page.get_by_role("button", name="添加邮件").click()
    page.get_by_text("已添加").wait_for()
    page.get_by_role("button", name="停用").click()
    page.get_by_text("还没发出的也不发了").wait_for()
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 844})
        assert not is_wider_than_its_screen(page)
        assert serious_findings(page) == []
    page.get_by_role("button", name="移除").click()
    page.get_by_text("还没有设").wait_for()
