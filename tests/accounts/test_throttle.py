"""Guessing passwords, and using the lock against its owner."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from core.accounts import throttle
from core.accounts.addresses import client_address, throttle_address
from core.accounts.events import AccountEvent
from core.accounts.models import User
from tests.accounts.conftest import NOON, is_inside, sign_in

WRONG = "Wrong-password-1"
FAR = "198.51.100.7"


def guess(times: int, *, address: str, client: Client | None = None) -> list[int]:
    return [sign_in(client or Client(), password=WRONG, address=address).status_code for _ in range(times)]


def test_the_fifth_wrong_try_locks_for_a_quarter_of_an_hour(
    wang: User, told: list[AccountEvent], settings: Settings
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert guess(5, address=FAR) == [422, 422, 422, 422, 429]
        client = Client()
        answer = sign_in(client, address=FAR)
        assert answer.status_code == 429
        assert answer["Retry-After"] == "900"
        assert "12:15" in answer.content.decode()
        assert settings.OFFICE_PHONE in answer.content.decode()
        assert not is_inside(client)
        clock.shift(timedelta(minutes=10))
        assert sign_in(client, address=FAR)["Retry-After"] == "300", (
            "a try during the lock does not lengthen it"
        )
        clock.shift(timedelta(minutes=5, seconds=1))
        assert sign_in(client, address=FAR).status_code == 302
    actions = [event.action for event in told]
    assert actions == ["account.sign_in_refused"] * 4 + ["account.sign_in_locked", "account.sign_in"]


def test_an_unknown_name_locks_in_the_same_way(db: None) -> None:
    tries = [sign_in(Client(), "nobody.here", WRONG, address=FAR).status_code for _ in range(6)]
    assert tries == [422, 422, 422, 422, 429, 429]


def test_somebody_elses_guesses_do_not_lock_the_owner_out(client: Client, wang: User) -> None:
    guess(8, address=FAR)
    assert sign_in(client, address="10.1.1.1").status_code == 302


def test_changing_the_browser_or_the_spelling_gives_no_new_tries(wang: User) -> None:
    spellings = ["wang.xiulan", "WANG.XIULAN", "ｗang.xiulan", " wang.xiulan", "Wang.Xiulan"]
    tries = [
        sign_in(Client(headers={"user-agent": f"browser {number}"}), name, WRONG, address=FAR).status_code
        for number, name in enumerate(spellings)
    ]
    assert tries[-1] == 429


def test_a_hundred_guesses_from_many_addresses_open_nothing_even_with_the_right_one_among_them(
    wang: User,
) -> None:
    answers = []
    for number in range(20):
        answers += guess(4, address=f"203.0.113.{number}")
        answers.append(sign_in(Client(), address=f"203.0.113.{number}").status_code if number > 6 else 422)
    assert len(answers) == 100
    assert 302 not in answers
    counted = sum(AccessAttempt.objects.values_list("failures_since_start", flat=True))
    assert counted <= 29, "after 25 wrong tries strange browsers are not even read"


def test_a_known_browser_stays_open_while_the_account_is_under_fire(wang: User) -> None:
    own = Client()
    sign_in(own, address="10.1.1.1")
    own.post("/logout/")
    for number in range(10):
        guess(4, address=f"203.0.113.{number}")
    guess(8, address="10.1.1.1")
    assert sign_in(Client(), address="10.9.9.9").status_code == 429
    assert sign_in(own, address="10.1.1.1").status_code == 302
    assert is_inside(own)


def test_a_known_browser_has_five_tries_too(wang: User) -> None:
    own = Client()
    sign_in(own)
    own.post("/logout/")
    assert guess(6, address="10.1.1.1", client=own) == [422, 422, 422, 422, 429, 429]


def test_a_device_cookie_of_another_person_or_of_own_making_counts_for_nothing(wang: User) -> None:
    User.objects.create_user("zhao.jun", "Quiet-harbour-42", display_name="赵军")
    other = Client()
    sign_in(other, "zhao.jun")
    request = RequestFactory().get("/")
    request.COOKIES[throttle.COOKIE] = other.cookies[throttle.COOKIE].value
    assert throttle.is_known_device(request, "zhao.jun")
    assert not throttle.is_known_device(request, "wang.xiulan")
    for made_up in ("", "x", other.cookies[throttle.COOKIE].value + "x"):
        request.COOKIES[throttle.COOKIE] = made_up
        assert not throttle.is_known_device(request, "zhao.jun")


def test_a_right_password_forgets_the_wrong_tries_of_its_own_place_only(wang: User) -> None:
    guess(4, address="10.1.1.1")
    guess(4, address=FAR)
    sign_in(Client(), address="10.1.1.1")
    assert list(AccessAttempt.objects.values_list("ip_address", flat=True)) == [FAR]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (2, "9.9.9.9, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, "not an address", None),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_only_addresses_written_by_our_own_proxies_are_believed(
    settings: Settings, proxies: int, forwarded: str, seen: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"x-forwarded-for": forwarded})
    assert client_address(request) == seen


def test_one_line_of_the_new_internet_counts_as_one_address() -> None:
    def counted(address: str) -> str:
        return throttle_address(RequestFactory().get("/", REMOTE_ADDR=address))

    assert counted("2001:db8:1:2::5") == counted("2001:db8:1:2:ffff::1") != counted("2001:db8:1:3::5")


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_once_are_counted_one_after_another() -> None:
    User.objects.create_user("wang.xiulan", "Quiet-harbour-42", display_name="王秀兰")
    answers: list[int] = []
    together = Barrier(12)

    def fire() -> None:
        together.wait()
        try:
            answers.append(sign_in(Client(), password=WRONG, address=FAR).status_code)
        finally:
            connection.close()

    threads = [Thread(target=fire) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [422] * 4 + [429] * 8
    assert sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == 5
