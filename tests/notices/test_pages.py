"""The inbox and the page of deliveries, as their readers get them."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.accounts.models import User
from core.notices.actions import notify, set_mute
from core.notices.models import Mute, Notice, Outbox, Subscription
from core.notices.selectors import OUT_OF_SCOPE
from tests.notices.conftest import NOON

pytestmark = pytest.mark.django_db


def tell(
    user: User, subject_id: int | None = 7, *, key: str = "k", kind: str = "todo", title: str = "请签收"
) -> Notice:
    kind_of_subject = "parcel" if subject_id is not None else ""
    notify(
        [user], kind=kind, title=title, subject_kind=kind_of_subject, subject_id=subject_id, key=key, now=NOON
    )
    return Notice.objects.get(recipient=user, key=key)


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, url: str = "/messages/") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_messages_stand_under_what_they_are_about(page: Client, worker: User) -> None:
    tell(worker, 7, key="a", title="请签收")
    tell(worker, 7, key="b", title="快到期了")
    tell(worker, 8, key="c", title="另一件")
    shown = text(page)
    assert shown.count("包裹7号</a>") == 1 and 'href="/parcels/7/"' in shown
    assert shown.index("请签收") > shown.index("包裹7号") and "另一件" in shown
    assert "没有人催办你" in text(page, "/messages/?tab=chase")


@pytest.mark.parametrize(
    ("tab", "kinds"), [("todo", "todo remind"), ("chase", "chase"), ("system", "system")]
)
def test_each_tab_has_its_kinds(page: Client, worker: User, tab: str, kinds: str) -> None:
    for kind in Notice.Kind.values:
        tell(worker, key=kind, kind=kind, title=f"标题-{kind}")
    shown = text(page, f"/messages/?tab={tab}")
    assert {kind for kind in Notice.Kind.values if f"标题-{kind}" in shown} == set(kinds.split())


def test_what_left_ones_area_has_no_name_and_no_link(page: Client, worker: User) -> None:
    notice = tell(worker, 100, title="张三家漏水请签收")
    shown = text(page)
    assert OUT_OF_SCOPE in shown and "/parcels/100/" not in shown and "包裹100号" not in shown
    row = page.post(f"/messages/{notice.pk}/read/", headers={"HX-Request": "true"}).content.decode()
    for answer in (shown, row):
        assert "张三" not in answer and "内容不再显示" in answer


def test_a_kind_that_no_app_owns_any_more_breaks_nothing(page: Client, worker: User) -> None:
    tell(worker, 7)
    Notice.objects.update(subject_kind="gone")
    assert OUT_OF_SCOPE in text(page)


def test_a_message_about_nothing_in_particular_is_shown(page: Client, worker: User) -> None:
    tell(worker, None, kind="system", title="今晚22:00维护")
    assert "今晚22:00维护" in text(page, "/messages/?tab=system")


def test_nobody_reads_anothers_messages(page: Client, clerk: User) -> None:
    notice = tell(clerk, title="给别人的话")
    assert "给别人的话" not in text(page)
    missing = page.post("/messages/999999/read/")
    others = page.post(f"/messages/{notice.pk}/read/")
    assert (missing.status_code, others.status_code) == (404, 404)
    assert missing.content == others.content
    notice.refresh_from_db()
    assert notice.read_at is None


def test_one_row_is_marked_with_and_without_script(page: Client, worker: User) -> None:
    one, two = tell(worker, key="a"), tell(worker, key="b")
    plain = page.post(f"/messages/{one.pk}/read/", {"tab": "todo"})
    row = page.post(f"/messages/{two.pk}/read/", headers={"HX-Request": "true"})
    assert (plain.status_code, plain["Location"]) == (302, "/messages/?tab=todo")
    assert row.status_code == 200 and "<html" not in row.content.decode() and "已读" in row.content.decode()
    assert "HX-Request" in row["Vary"]
    assert Notice.objects.filter(read_at=None).count() == 0


def test_marking_all_marks_this_tab_and_ones_own(page: Client, worker: User, clerk: User) -> None:
    tell(worker, key="a")
    tell(worker, key="b", kind="remind")
    tell(worker, key="c", kind="chase")
    tell(clerk, key="a")
    assert page.post("/messages/read/", {"tab": "todo"})["Location"] == "/messages/?tab=todo"
    assert set(Notice.objects.filter(read_at=None).values_list("recipient__username", "key")) == {
        ("worker", "c"),
        ("clerk", "a"),
    }


def test_the_counter_leaves_out_read_and_muted(page: Client, worker: User) -> None:
    assert text(page, "/messages/counter/").strip() == ""
    for n in range(1, 4):
        tell(worker, n, key=f"k{n}")
    set_mute(worker, subject_kind="parcel", subject_id=2, muted=True)
    counted = page.get("/messages/counter/")
    assert ">2<" in counted.content.decode() and "no-store" in counted["Cache-Control"]


def test_a_subject_is_muted_and_heard_again(page: Client, worker: User) -> None:
    tell(worker, 7)
    place = {"kind": "parcel", "subject_id": 7, "tab": "todo"}
    page.post("/messages/mute/", {**place, "muted": "on"})
    assert "恢复提醒" in text(page) and Mute.objects.filter(user=worker).count() == 1
    page.post("/messages/mute/", place)
    assert "不再提醒" in text(page) and not Mute.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "parcel", "subject_id": "8", "tab": "todo", "muted": "on"},
        {"kind": "parcel", "subject_id": "x", "tab": "todo", "muted": "on"},
        {"kind": "parcel", "subject_id": str(2**70), "tab": "todo", "muted": "on"},
        {"kind": "k" * 500, "subject_id": "7", "tab": "todo", "muted": "on"},
        {},
    ],
)
def test_what_one_was_never_told_about_is_not_muted(page: Client, worker: User, sent: dict[str, str]) -> None:
    tell(worker, 7)
    assert page.post("/messages/mute/", sent).status_code in (302, 404)
    assert not Mute.objects.exists()


@pytest.mark.parametrize("query", ["tab=x", "page=-1", "page=10000000000", "page=x", "tab[]=1", "tab=%00"])
def test_odd_addresses_get_a_page_or_a_plain_refusal(page: Client, worker: User, query: str) -> None:
    tell(worker)
    assert page.get(f"/messages/?{query}").status_code in (200, 400)


def test_text_from_people_is_shown_as_text(page: Client, worker: User) -> None:
    tell(worker, title="<script>alert(1)</script>")
    shown = text(page)
    assert "<script>alert(1)" not in shown and "&lt;script&gt;" in shown


def test_a_long_story_is_cut_and_says_so(page: Client, worker: User) -> None:
    for n in range(13):
        tell(worker, 7, key=f"k{n}", title=f"第{n}条消息")
    shown = text(page)
    assert shown.count("条消息</strong>") == 10 and "更早的还有3条" in shown


def test_the_page_costs_the_same_for_one_and_for_many(
    page: Client, worker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(20) as counted:
            text(page)
        return len(counted.captured_queries)

    tell(worker, 1, key="first")
    cost()
    one = cost()
    for n in range(90):
        tell(worker, n, key=f"k{n}")
        tell(worker, n, key=f"m{n}")
    assert cost() == one


# --- deliveries -----------------------------------------------------------------------------------
@pytest.fixture
def problem(worker: User) -> Outbox:
    Subscription.objects.create(user=worker, channel="email", address="li@example.org")
    tell(worker, title="雄纠〔2026〕0001号 张三家漏水")
    Outbox.objects.update(
        state="unknown", attempts=1, last_error="发到一半断了", send_after=NOON - timedelta(days=1)
    )
    return Outbox.objects.get()


def test_the_administrator_sees_the_fault_and_not_the_contents(
    page: Client, held: dict[str, set[str]], problem: Outbox
) -> None:
    held["worker"] = {"sysadmin"}
    assert "有1条发往邮箱" in text(page)
    shown = text(page, "/messages/deliveries/")
    assert "李网格" in shown and "邮件" in shown and "不知道到没到" in shown and "发到一半断了" in shown
    assert "张三" not in shown and "li@example.org" not in shown


@pytest.mark.parametrize(("do", "state"), [("retry", "pending"), ("delivered", "sent")])
def test_the_administrator_decides(
    page: Client, held: dict[str, set[str]], problem: Outbox, do: str, state: str
) -> None:
    held["worker"] = {"sysadmin"}
    assert page.post(f"/messages/deliveries/{problem.pk}/", {"do": do}).status_code == 302
    problem.refresh_from_db()
    assert problem.state == state
    again = page.post(f"/messages/deliveries/{problem.pk}/", {"do": do})
    assert again.status_code == 409 and "已经有人处理过" in again.content.decode()
    assert "都送到了" in text(page, "/messages/deliveries/")


@pytest.mark.parametrize("role", ["grid_worker", "street_lead", "auditor", "security_admin"])
def test_others_have_no_business_there(
    page: Client, held: dict[str, set[str]], problem: Outbox, role: str
) -> None:
    held["worker"] = {role}
    assert "没送到" not in text(page)
    assert page.get("/messages/deliveries/").status_code == 403
    assert page.post(f"/messages/deliveries/{problem.pk}/").status_code == 403
    problem.refresh_from_db()
    assert problem.state == "unknown"


@pytest.mark.parametrize(
    "url",
    ["/messages/", "/messages/counter/", "/messages/deliveries/", "/messages/1/read/", "/messages/mute/"],
)
def test_nobody_without_signing_in(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 302 and "/login/" in answer["Location"]
