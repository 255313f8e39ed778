"""Coming in by password: what opens, what does not, and what the refusals give away."""

import re
import statistics
import time

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts.events import AccountEvent
from core.accounts.models import SignInSession, User
from tests.accounts.conftest import NOON, PASSWORD, MakeUser, is_inside, sign_in

HOME = "/"


def test_the_right_password_opens_the_home_page(client: Client, wang: User, told: list[AccountEvent]) -> None:
    with time_machine.travel(NOON, tick=False):
        answer = sign_in(client)
        assert (answer.status_code, answer["Location"]) == (302, HOME)
        assert is_inside(client)
    wang.refresh_from_db()
    assert wang.last_login == NOON
    row = SignInSession.objects.get(user=wang)
    assert (row.created_at, row.address) == (NOON, "10.1.1.1")
    assert [(event.action, event.actor, event.user) for event in told][:1] == [
        ("account.sign_in", wang, wang)
    ]


def test_the_sign_in_page_lets_paste_and_asks_no_riddle(client: Client, db: None) -> None:
    page = client.get("/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="username"' in page
    assert "onpaste" not in page
    assert page.count("<input") == 3, "token of the form, name, password: no captcha"


@pytest.mark.parametrize("typed", ["WANG.Xiulan", "ｗａｎｇ．ｘｉｕｌａｎ", "  wang.xiulan "])
def test_width_and_letter_case_of_the_account_do_not_matter(client: Client, wang: User, typed: str) -> None:
    sign_in(client, typed)
    assert is_inside(client)


def test_the_session_key_of_before_is_worth_nothing_after(client: Client, wang: User) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = str(session.session_key)
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    sign_in(client)
    assert client.session.session_key != planted
    assert "planted" not in client.session
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not is_inside(thief)


def test_two_browsers_of_one_person_are_two_sessions(client: Client, wang: User) -> None:
    other = Client(
        headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"}
    )
    sign_in(client)
    sign_in(other)
    assert is_inside(client)
    assert is_inside(other)
    page = client.get("/me/").content.decode()
    assert "安卓手机 谷歌浏览器" in page
    assert page.count("现在这台") == 1


def refusal(client: Client, username: str, password: str) -> tuple[int, str]:
    answer = sign_in(client, username, password)
    page = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return answer.status_code, page


def test_unknown_account_wrong_password_and_disabled_account_look_the_same(
    client: Client, wang: User, make_user: MakeUser
) -> None:
    make_user("li.jing", is_active=False)
    wrong = refusal(client, "wang.xiulan", "Wrong-password-1")
    assert wrong[0] == 422
    assert "账号或密码不对" in wrong[1]
    assert refusal(client, "nobody.here", PASSWORD) == wrong
    assert refusal(client, "li.jing", PASSWORD) == wrong


def test_an_unknown_account_takes_as_long_as_a_wrong_password(wang: User, make_user: MakeUser) -> None:
    names = [f"person{number}" for number in range(7)]
    for name in names:
        make_user(name)

    def middle_of(usernames: list[str]) -> float:
        spent = []
        for username in usernames:
            start = time.perf_counter()
            sign_in(Client(), username, "Wrong-password-1")
            spent.append(time.perf_counter() - start)
        return statistics.median(spent)

    sign_in(Client(), "warm.up", "Wrong-password-1")
    known, unknown = middle_of(names), middle_of([f"nobody{number}" for number in range(7)])
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http:///evil.example",
        "///evil.example",
        "me/",
        " /me/",
    ],
)
def test_a_next_outside_the_house_is_dropped(client: Client, wang: User, wanted: str) -> None:
    assert sign_in(client, next=wanted)["Location"] == HOME


def test_a_next_inside_the_house_is_kept_over_a_wrong_try(client: Client, wang: User) -> None:
    page = client.get("/me/?tab=1", follow=True)
    assert page.redirect_chain == [("/login/?next=%2Fme%2F%3Ftab%3D1", 302)]
    assert b'name="next" value="/me/?tab=1"' in page.content
    again = sign_in(client, password="Wrong-password-1", next="/me/?tab=1")
    assert b'name="next" value="/me/?tab=1"' in again.content
    assert sign_in(client, next="/me/?tab=1")["Location"] == "/me/?tab=1"


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("", ""),
        ("wang.xiulan", ""),
        ("wang\x00xiulan", PASSWORD),
        ("wang.xiulan", "a\x00b"),
        ("wang\u202exiulan", PASSWORD),
        ("wang\u200bxiulan", PASSWORD),
        ("x" * 65, PASSWORD),
        ("wang.xiulan", "x" * 129),
        ("a\r\nSet-Cookie: b=c", PASSWORD),
        ("e" + "\u0301" * 40, PASSWORD),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("{{7*7}}", "{{7*7}}"),
        ("<svg onload=alert(1)>", "x"),
        ("𠮷野家🙂", PASSWORD),
        ("%", "%"),
    ],
)
def test_strange_text_is_refused_in_words(client: Client, wang: User, username: str, password: str) -> None:
    answer = sign_in(client, username, password)
    page = answer.content.decode()
    assert 400 <= answer.status_code < 500
    assert re.search(r"[\u4e00-\u9fff]{4}", page)
    assert "<svg onload" not in page
    assert "value='" + password not in page
    assert not is_inside(client)


def test_broken_bytes_are_refused_in_words(client: Client, wang: User) -> None:
    answer = client.post(
        "/login/", b"username=%ED%A0%80&password=%ff%fe", content_type="application/x-www-form-urlencoded"
    )
    assert 400 <= answer.status_code < 500


def test_ten_megabytes_are_refused_in_words(client: Client, wang: User) -> None:
    answer = sign_in(client, "wang.xiulan", "x" * 10_000_000)
    assert answer.status_code in {400, 413}
    assert re.search(r"[\u4e00-\u9fff]{4}", answer.content.decode())


def test_the_password_never_comes_back_on_the_page(client: Client, wang: User) -> None:
    assert b"Wrong-password-1" not in sign_in(client, password="Wrong-password-1").content


def test_signing_out_ends_the_session_on_the_server(
    client: Client, wang: User, told: list[AccountEvent]
) -> None:
    sign_in(client)
    key = client.session.session_key
    answer = client.post("/logout/")
    assert answer["Location"] == "/login/"
    assert answer["Clear-Site-Data"] == '"cache"'
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(key)
    assert not is_inside(thief)
    assert SignInSession.objects.get().ended_because == "signed_out"
    assert [event.action for event in told] == ["account.sign_in", "account.sign_out"]


def test_a_link_cannot_sign_anybody_out(client: Client, wang: User) -> None:
    sign_in(client)
    assert client.get("/logout/").status_code == 405
    assert is_inside(client)


def test_signing_in_needs_the_token_of_the_form(wang: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_demo_people_are_listed_in_order_and_open_by_a_button(
    client: Client, make_user: MakeUser, settings: Settings, told: list[AccountEvent]
) -> None:
    settings.DEMO = True
    second = make_user("demo.b", None, display_name="李静", title="社区专干", is_demo=True, demo_order=2)
    make_user("demo.a", None, display_name="赵军", title="网格员", is_demo=True, demo_order=1)
    make_user("demo.off", None, display_name="钱某", is_demo=True, demo_order=3, is_active=False)
    page = client.get("/login/").content.decode()
    assert page.index("赵军") < page.index("李静")
    assert "钱某" not in page
    assert client.post("/login/demo/", {"user": second.pk, "next": "/me/"})["Location"] == "/me/"
    assert is_inside(client)
    assert told[0].detail["how"] == "demo"


def test_a_real_person_is_never_opened_by_the_demo_button(
    client: Client, wang: User, settings: Settings
) -> None:
    settings.DEMO = True
    for chosen in (str(wang.pk), "", "x", "-1", "9" * 30, "1 OR 1=1", "１"):
        assert client.post("/login/demo/", {"user": chosen}).status_code == 404
    assert not is_inside(client)


def test_without_the_demo_setting_there_is_no_list_and_no_button(
    client: Client, make_user: MakeUser, settings: Settings
) -> None:
    settings.DEMO = False
    person = make_user("demo.a", None, display_name="赵军", is_demo=True, demo_order=1)
    assert "赵军" not in client.get("/login/").content.decode()
    assert client.post("/login/demo/", {"user": person.pk}).status_code == 404
    assert not is_inside(client)
