"""One account in too many places at once: the oldest makes room, and its person is told."""

from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts.events import AccountEvent
from core.accounts.models import SignInSession, User
from core.audit.models import Entry
from tests.accounts.conftest import MINUTE, NOON, bind, code_now, is_inside, sign_in

WHY = "登录的地方太多"


@pytest.fixture(autouse=True)
def three_places(settings: Settings) -> None:
    settings.SESSIONS_PER_ACCOUNT = 3


def places(number: int) -> list[Client]:
    """So many browsers, signed in one after the other."""
    clients = [Client() for _ in range(number)]
    for client in clients:
        sign_in(client)
    return clients


def test_as_many_as_the_setting_says_stay_signed_in(wang: User) -> None:
    assert all(is_inside(client) for client in places(3))


def test_one_more_ends_the_oldest_and_tells_it_why_at_its_next_page(wang: User) -> None:
    first, *others = places(4)
    answer = first.get("/me/", follow=True)
    assert answer.redirect_chain == [("/login/?next=%2Fme%2F&ended=over_limit", 302)]
    assert WHY in answer.content.decode()
    assert "请马上换密码" in answer.content.decode()
    assert all(is_inside(client) for client in others)
    assert not is_inside(first), "the session is gone, not only told once"


def test_the_oldest_is_the_first_signed_in_however_busy_it_is(wang: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        clients = places(3)
        clock.shift(5 * MINUTE)
        assert is_inside(clients[0])
        newest = places(1)[0]
        assert [is_inside(client) for client in [*clients, newest]] == [False, True, True, True]


def test_a_place_that_was_left_is_free_again(wang: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first, second, idle = places(3)
        second.post("/logout/")
        clock.shift(20 * MINUTE)
        assert is_inside(first)
        clock.shift(15 * MINUTE)
        later = places(2)
        assert [is_inside(client) for client in [first, idle, *later]] == [True, False, True, True]


def test_what_was_typed_into_a_form_of_the_ended_session_is_given_back(wang: User) -> None:
    first = places(4)[0]
    answer = first.post("/me/devices/sign-out/", {"summary": "三楼漏水"})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert WHY in page
    assert "三楼漏水" in page
    assert SignInSession.objects.filter(ended_at=None).count() == 3


def test_a_refreshing_part_of_a_page_leaves_the_words_to_the_next_page(wang: User) -> None:
    first = places(4)[0]
    part = first.get("/me/", headers={"hx-request": "true", "x-background": "1"})
    assert part.status_code == 401
    assert WHY in first.get("/login/").content.decode()
    assert not is_inside(first)


def test_the_ledger_and_the_list_of_places_say_what_happened(wang: User, told: list[AccountEvent]) -> None:
    last = places(4)[-1]
    row = SignInSession.objects.order_by("pk")[0]
    assert (row.ended_because, row.ended_at is not None) == ("over_limit", True)
    assert [event.action for event in told[-2:]] == ["account.sign_in", "account.end_oldest_sign_ins"]
    line = Entry.objects.latest("seq")
    assert (line.action, line.actor_id, line.detail) == (
        "account.end_oldest_sign_ins",
        wang.pk,
        {"ended": [row.pk]},
    )
    page = last.get("/me/").content.decode()
    assert page.count(" 登录，") == 3
    assert "最多同时登录3处" in page


def test_a_lowered_setting_ends_as_many_as_it_must_at_the_next_sign_in(
    wang: User, settings: Settings
) -> None:
    clients = places(3)
    settings.SESSIONS_PER_ACCOUNT = 1
    newest = places(1)[0]
    assert [is_inside(client) for client in [*clients, newest]] == [False, False, False, True]
    settings.SESSIONS_PER_ACCOUNT = 0
    assert is_inside(places(1)[0]), "nobody is shut out of their own account"


def test_other_people_keep_their_places(wang: User, make_user: object) -> None:
    make_user("zhao.jun", display_name="赵军")  # type: ignore[operator]
    other = Client()
    sign_in(other, "zhao.jun")
    places(4)
    assert is_inside(other)


def test_the_password_alone_pushes_nobody_out_before_the_second_factor(wang: User) -> None:
    device = bind(wang)
    with time_machine.travel(NOON, tick=False) as clock:
        owner, thief = Client(), Client()
        sign_in(owner)
        owner.post("/login/code/", {"token": code_now(device)})
        for _ in range(5):
            sign_in(thief)
        assert is_inside(owner)
        inside = []
        for _ in range(3):
            clock.shift(MINUTE)
            inside.append(Client())
            sign_in(inside[-1])
            inside[-1].post("/login/code/", {"token": code_now(device)})
        assert [is_inside(client) for client in [owner, *inside]] == [False, True, True, True]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_exactly_as_many_as_the_setting_says() -> None:
    User.objects.create_user("wang.xiulan", "Quiet-harbour-42", display_name="王秀兰")
    clients = [Client() for _ in range(8)]
    answers: list[int] = []
    together = Barrier(len(clients))

    def enter(client: Client) -> None:
        together.wait()
        try:
            answers.append(sign_in(client).status_code)
        finally:
            connection.close()

    threads = [Thread(target=enter, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 8
    assert sum(is_inside(client) for client in clients) == 3
    rows = SignInSession.objects.order_by("number")
    assert [row.number for row in rows] == list(range(1, 9)), "each was counted once"
    assert [row.ended_because for row in rows] == ["over_limit"] * 5 + [""] * 3
    ended = Entry.objects.filter(action="account.end_oldest_sign_ins").values_list("detail", flat=True)
    assert sorted(pk for detail in ended for pk in detail["ended"]) == sorted(row.pk for row in rows[:5])
