"""How long a session lasts, and what ends it early."""

from datetime import timedelta
from io import StringIO

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from core.accounts.actions import disable_account, enable_account, tidy_sign_ins
from core.accounts.events import AccountEvent
from core.accounts.models import SignInSession, User
from tests.accounts.conftest import MINUTE, NOON, PASSWORD, is_inside, sign_in

SECOND = timedelta(seconds=1)


def test_half_an_hour_without_a_request_ends_the_session(
    client: Client, wang: User, told: list[AccountEvent]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(29 * MINUTE)
        assert is_inside(client)
        clock.shift(30 * MINUTE - SECOND)
        assert is_inside(client)
        clock.shift(30 * MINUTE)
        answer = client.get("/me/", follow=True)
        assert answer.redirect_chain == [("/login/?next=%2Fme%2F&ended=idle", 302)]
        assert "太久没操作" in answer.content.decode()
    row = SignInSession.objects.get()
    assert (row.ended_because, row.ended_at) == ("idle", NOON + 89 * MINUTE - SECOND)
    assert told[-1].detail["because"] == "idle"


def test_twelve_hours_end_even_a_busy_session(client: Client, wang: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        for _ in range(35):
            clock.shift(20 * MINUTE)
            assert is_inside(client)
        clock.shift(20 * MINUTE)
        answer = client.get("/me/", follow=True)
        assert "登录已满12小时" in answer.content.decode()
    assert SignInSession.objects.get().ended_because == "too_long"


def test_the_limits_follow_the_settings(client: Client, wang: User, settings: Settings) -> None:
    settings.SESSION_IDLE_SECONDS = 600
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(10 * MINUTE)
        assert not is_inside(client)


def test_being_seen_is_written_at_most_once_a_minute(client: Client, wang: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        for seconds, written in ((10, False), (40, False), (15, True), (30, False)):
            clock.shift(timedelta(seconds=seconds))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get("/me/display/")
            assert any("UPDATE" in query["sql"] for query in queries) is written
        assert SignInSession.objects.get().last_seen_at == NOON + timedelta(seconds=65)


def test_a_disabled_account_is_out_at_its_next_request_everywhere(wang: User) -> None:
    phone, desk = Client(), Client()
    for client in (phone, desk):
        sign_in(client)
        assert is_inside(client)
    disable_account(wang, actor=None, reason="离职")
    assert not is_inside(phone)
    assert not is_inside(desk)
    assert sign_in(Client()).status_code == 422


def test_enabling_again_does_not_bring_old_sessions_back(client: Client, wang: User) -> None:
    sign_in(client)
    disable_account(wang, actor=None, reason="停职")
    enable_account(wang, actor=None)
    assert not is_inside(client)
    assert sign_in(client).status_code == 302
    assert is_inside(client)


def test_signing_out_elsewhere_ends_the_others_and_keeps_this_one(
    wang: User, told: list[AccountEvent]
) -> None:
    here, phone, library = Client(), Client(), Client()
    for client in (here, phone, library):
        sign_in(client)
    answer = here.post("/me/devices/sign-out/", follow=True)
    assert "已退出另外2处登录" in answer.content.decode()
    assert is_inside(here)
    assert not is_inside(phone)
    assert not is_inside(library)
    assert list(SignInSession.objects.filter(ended_at=None).values_list("user_id", flat=True)) == [wang.pk]
    assert told[-1].detail == {"ended": 2}


def test_a_new_password_ends_the_others_and_keeps_this_one(wang: User) -> None:
    here, phone = Client(), Client()
    sign_in(here)
    sign_in(phone)
    new = "Evening-lantern-08"
    here.post("/me/password/", {"old_password": PASSWORD, "new_password": new, "new_password_again": new})
    assert is_inside(here)
    assert not is_inside(phone)


def test_the_device_list_shows_nobody_elses(client: Client, wang: User) -> None:
    User.objects.create_user("zhao.jun", PASSWORD, display_name="赵军")
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"})
    sign_in(other, "zhao.jun", address="172.16.5.5")
    sign_in(client)
    page = client.get("/me/").content.decode()
    assert "10.1.1.1" in page
    assert "172.16.5.5" not in page
    assert "火狐" not in page


def test_a_form_sent_after_the_end_is_refused_with_what_was_typed(client: Client, wang: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(31 * MINUTE)
        answer = client.post(
            "/me/devices/sign-out/", {"summary": "三楼<b>漏水</b>", "old_password": PASSWORD, "n": "7"}
        )
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "太久没操作" in page
    assert "三楼&lt;b&gt;漏水&lt;/b&gt;" in page
    assert PASSWORD not in page


def test_htmx_is_told_401_and_is_not_sent_away_from_the_page(client: Client, db: None) -> None:
    for answer in (
        client.get("/me/", headers={"hx-request": "true"}),
        client.post("/me/display/", headers={"hx-request": "true"}),
    ):
        assert answer.status_code == 401
        assert "HX-Redirect" not in answer.headers
        assert "Location" not in answer.headers


def test_pages_of_a_person_are_never_kept_by_a_cache(client: Client, wang: User) -> None:
    sign_in(client)
    assert "no-store" in client.get("/me/")["Cache-Control"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, wang: User) -> None:
    sign_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_rows_of_sessions_that_died_unseen_are_closed_and_old_ones_forgotten(wang: User) -> None:
    def row(days: float, *, ended: bool = False) -> SignInSession:
        at = NOON - timedelta(days=days)
        return SignInSession.objects.create(
            user=wang, agent="电脑", created_at=at, last_seen_at=at, ended_at=at if ended else None
        )

    live, dead, closed, old = row(0.4), row(0.6), row(100, ended=True), row(184, ended=True)
    assert tidy_sign_ins(now=NOON) == (1, 1)
    assert not SignInSession.objects.filter(pk=old.pk).exists()
    for one in (live, dead, closed):
        one.refresh_from_db()
    assert (live.ended_at, dead.ended_at, closed.ended_at) == (None, NOON, NOON - timedelta(days=100))
    call_command("tidy_sign_ins", stdout=StringIO())
