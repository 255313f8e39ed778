"""What a password must be, and how it changes."""

import itertools
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts.actions import change_password, set_temporary_password
from core.accounts.events import AccountEvent
from core.accounts.models import PasswordHistory, User
from core.accounts.passwords import temporary_password
from core.errors import NotAllowed, RuleBroken
from tests.accounts.conftest import NOON, PASSWORD, MakeUser, is_inside, sign_in


def why_not(password: str, user: User | None = None) -> str:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        return "；".join(problem.messages)
    return ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Evening-lantern-08", ""),
        ("四月的雨 Rain 2026", ""),
        ("correct horse battery STAPLE", ""),
        ("Ab1-Ab1-Ab1", "至少12位，现在是11位"),
        ("x" * 200, "最多128位"),
        ("quietharbourtown", "现在只有一种"),
        ("quietharbour4242", "现在只有两种"),
        ("Xiongguan12345678!", "很多人用过"),
        ("Password12345!", "很多人用过"),
        ("Wang.Xiulan2026", "太像"),
        ("王秀兰王秀兰王秀兰a1b2", ""),
    ],
)
def test_the_policy_in_words(make_user: MakeUser, password: str, said: str) -> None:
    user = make_user()
    assert said in why_not(password, user)
    assert bool(said) is bool(why_not(password, user))


def test_under_asvs_length_counts_and_classes_do_not(wang: User, settings: Settings) -> None:
    settings.PASSWORD_POLICY = "asvs"
    assert why_not("quiet harbour town", wang) == ""
    assert "至少12位" in why_not("Ab1-Ab1-Ab1", wang)
    assert "很多人用过" in why_not("password12345", wang)
    assert why_not(PASSWORD, wang) == "", "no history either"


def test_a_temporary_password_meets_the_policy_and_is_never_the_same() -> None:
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert {why_not(password) for password in made} == {""}
    assert not any(char in "0O1lIio" for password in made for char in password)


def change(client: Client, old: str, new: str, again: str | None = None) -> tuple[int, str]:
    data = {"old_password": old, "new_password": new, "new_password_again": new if again is None else again}
    answer = client.post("/me/password/", data)
    return answer.status_code, answer.content.decode()


def test_a_person_changes_the_password(client: Client, wang: User, told: list[AccountEvent]) -> None:
    sign_in(client)
    assert change(client, PASSWORD, "Evening-lantern-08")[0] == 302
    wang.refresh_from_db()
    assert wang.check_password("Evening-lantern-08")
    assert told[-1].action == "account.change_password"
    assert not any("lantern" in str(event.detail) for event in told)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("Wrong-password-1", "Evening-lantern-08", None, "现在的密码不对"),
        (PASSWORD, "Evening-lantern-08", "Evening-lantern-09", "两次输的新密码不一样"),
        (PASSWORD, "short", None, "密码至少12位"),
        (PASSWORD, PASSWORD, None, "最近用过"),
        ("", "", None, "请填现在的密码"),
        (PASSWORD, "Evening\u202e-lantern-08\x00", None, "看不见的"),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(
    client: Client, wang: User, old: str, new: str, again: str | None, said: str
) -> None:
    sign_in(client)
    status, page = change(client, old, new, again)
    assert status in {400, 422}
    assert said in page
    if old and new:
        assert f'value="{new}"' not in page
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)


def test_the_last_five_are_not_taken_again_and_the_sixth_is(wang: User) -> None:
    used = [PASSWORD, *(f"Evening-lantern-0{number}" for number in range(5))]
    for old, new in itertools.pairwise(used):
        change_password(wang, old=old, new=new, actor=wang)
    for recent in used[1:]:
        with pytest.raises(RuleBroken, match="最近用过"):
            change_password(wang, old=used[-1], new=recent, actor=wang)
    change_password(wang, old=used[-1], new=PASSWORD, actor=wang)
    assert PasswordHistory.objects.count() == 5


def test_nobody_changes_the_password_of_another(wang: User, make_user: MakeUser) -> None:
    with pytest.raises(RuleBroken, match="本人"):
        change_password(wang, old=PASSWORD, new="Evening-lantern-08", actor=make_user("zhao.jun"))


def test_after_ninety_days_nothing_opens_until_a_new_password_is_chosen(client: Client, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(password_changed_at=NOON)
    with time_machine.travel(NOON + timedelta(days=90) - timedelta(seconds=2)):
        sign_in(client)
        assert is_inside(client)
    with time_machine.travel(NOON + timedelta(days=90)):
        sign_in(client)
        assert client.get("/me/")["Location"] == "/me/password/?next=%2Fme%2F"
        assert "用满90天" in client.get("/me/password/").content.decode()
        assert change(client, PASSWORD, "Evening-lantern-08")[0] == 302
        assert is_inside(client)


def test_under_asvs_a_password_does_not_grow_old(client: Client, wang: User, settings: Settings) -> None:
    settings.PASSWORD_POLICY = "asvs"
    User.objects.filter(pk=wang.pk).update(password_changed_at=NOON)
    with time_machine.travel(NOON + timedelta(days=900)):
        sign_in(client)
        assert is_inside(client)


def test_a_temporary_password_opens_only_the_page_for_a_new_one(
    client: Client, wang: User, told: list[AccountEvent]
) -> None:
    password = set_temporary_password(wang, actor=None)
    assert sign_in(client).status_code == 422, "the old one is void"
    sign_in(client, password=password)
    assert client.get("/me/")["Location"].startswith("/me/password/")
    assert change(client, password, "Evening-lantern-08")[0] == 302
    assert is_inside(client)
    assert not any(password in str(event) for event in told)


def test_a_temporary_password_dies_after_three_days(client: Client, wang: User) -> None:
    password = set_temporary_password(wang, actor=None, now=NOON)
    with time_machine.travel(NOON + timedelta(days=3)):
        answer = sign_in(client, password=password)
        assert answer.status_code == 422
        assert "临时密码已过期" in answer.content.decode()
        assert not is_inside(client)


def test_a_temporary_password_ends_every_session(client: Client, wang: User) -> None:
    sign_in(client)
    set_temporary_password(wang, actor=None)
    assert not is_inside(client)


def test_only_another_system_administrator_gives_a_temporary_password(
    wang: User, make_user: MakeUser, give_roles: object
) -> None:
    other = make_user("zhao.jun")
    for role in ("security_admin", "auditor", "street_lead"):
        give_roles(other, role)  # type: ignore[operator]
        with pytest.raises(NotAllowed, match="系统管理员"):
            set_temporary_password(wang, actor=other)
    give_roles(wang, "sysadmin")  # type: ignore[operator]
    with pytest.raises(NotAllowed, match="不能给自己"):
        set_temporary_password(wang, actor=wang)
    assert sign_in(Client()).status_code == 302


def test_an_old_hash_is_renewed_at_sign_in(client: Client, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    sign_in(client)
    assert is_inside(client), "the renewed hash does not end the session it was made in"
    wang.refresh_from_db()
    assert wang.password.startswith("argon2")


def test_guessing_the_old_password_in_a_borrowed_session_is_stopped(
    client: Client, wang: User, told: list[AccountEvent]
) -> None:
    sign_in(client)
    tries = [change(client, f"Wrong-password-{number}", "Evening-lantern-08")[0] for number in range(6)]
    assert tries == [422, 422, 422, 422, 429, 429]
    assert change(client, PASSWORD, "Evening-lantern-08")[0] == 429
    assert is_inside(client), "the session itself goes on"
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)
    assert [event.action for event in told][1:] == ["account.password_refused"] * 4 + [
        "account.sign_in_locked"
    ]


def test_a_temporary_password_takes_the_lock_off(wang: User) -> None:
    own = Client()
    sign_in(own)
    own.post("/logout/")
    for client in (own, Client()):
        for _ in range(5):
            sign_in(client, password="Wrong-password-1")
        assert sign_in(client).status_code == 429
    password = set_temporary_password(wang, actor=None)
    assert sign_in(Client(), password=password).status_code == 302
    assert sign_in(own, password=password).status_code == 302
