"""The authenticator app: binding, showing, losing it, and everything a thief of the password alone might try."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts import roles
from core.accounts.actions import renew_recovery_codes, reset_second_factor
from core.accounts.events import AccountEvent
from core.accounts.models import CodeDevice, RecoveryCode, RecoverySet, User
from core.crypto.seal import SealBroken
from core.errors import NotAllowed, RuleBroken
from grids.choices import Role
from tests.accounts.conftest import NOON, PASSWORD, MakeUser, bind, code_now, is_inside, sign_in

GiveRoles = Callable[..., None]
ROLE = "supervisor"
INNER_PAGES = ("/", "/me/", "/me/password/", "/me/second-factor/")


@pytest.fixture(autouse=True)
def required(settings: Settings) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = True
    before = set(roles.SECOND_FACTOR_ROLES)
    roles.register_second_factor_roles([ROLE])
    yield
    roles.SECOND_FACTOR_ROLES.intersection_update(before)


@pytest.fixture
def lead(wang: User, give_roles: GiveRoles) -> User:
    give_roles(wang, ROLE)
    return wang


def codes_on(page: Any) -> list[str]:
    return re.findall(r'<li class="code-line">([2-9a-z]{5}-[2-9a-z]{5})</li>', page.content.decode())


def show(client: Client, token: str, *, how: str = "") -> int:
    return client.post(f"/login/code/{how}", {"token": token}).status_code


def test_a_first_sign_in_leads_to_binding_then_to_the_codes_then_home(
    client: Client, lead: User, told: list[AccountEvent]
) -> None:
    assert sign_in(client)["Location"] == "/"
    assert client.get("/")["Location"] == "/me/second-factor/?next=%2F"
    page = client.get("/me/second-factor/?next=/me/")
    assert "data:image/svg+xml" in page.content.decode()
    device = CodeDevice.objects.get(user=lead, confirmed=False)
    assert device.written_key in page.content.decode()
    assert client.get("/me/second-factor/").context["device"] == device, (
        "a reload keeps the secret just scanned"
    )
    assert client.post("/me/second-factor/", {"token": "000000"}).status_code == 422
    CodeDevice.objects.update(throttling_failure_timestamp=None)
    done = client.post("/me/second-factor/", {"token": code_now(device), "next": "/me/"})
    codes = codes_on(done)
    assert len(set(codes)) == 10
    assert 'href="/me/"' in done.content.decode()
    assert is_inside(client)
    assert "account.bind_second_factor" in [event.action for event in told]


def test_recovery_codes_are_kept_only_as_keyed_hashes(client: Client, lead: User) -> None:
    bind(lead)
    codes = renew_recovery_codes(lead, actor=lead)
    marks = {bytes(mark) for mark in RecoveryCode.objects.values_list("mark", flat=True)}
    assert len(marks) == 10
    assert all(len(mark) == 32 for mark in marks)
    assert not any(code.replace("-", "").encode() in mark for code in codes for mark in marks)


def test_the_secret_is_sealed_to_its_owner(lead: User, make_user: MakeUser) -> None:
    device = bind(lead)
    assert device.key.hex() not in bytes(device.secret).hex()
    assert device.key not in bytes(device.secret)
    other = make_user("zhao.jun")
    CodeDevice.objects.filter(pk=device.pk).update(user=other)
    with pytest.raises(SealBroken):
        _ = CodeDevice.objects.get(pk=device.pk).key


@pytest.mark.parametrize("page", INNER_PAGES)
def test_a_thief_with_the_password_alone_reaches_nothing(lead: User, page: str) -> None:
    bind(lead)
    thief = Client()
    sign_in(thief)
    answer = thief.get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/code/")


def test_a_thief_with_the_password_alone_changes_nothing(lead: User) -> None:
    device = bind(lead)
    thief = Client()
    sign_in(thief)
    new = {
        "old_password": PASSWORD,
        "new_password": "Stolen-house-77",
        "new_password_again": "Stolen-house-77",
    }
    for path, data in (
        ("/me/password/", new),
        ("/me/second-factor/", {"token": code_now(device)}),
        ("/me/second-factor/codes/", {}),
        ("/me/devices/sign-out/", {}),
    ):
        assert thief.post(path, data)["Location"] == "/login/code/"
    lead.refresh_from_db()
    assert lead.check_password(PASSWORD)
    assert list(CodeDevice.objects.all()) == [device]


def test_the_wall_stands_for_htmx_too(lead: User) -> None:
    bind(lead)
    thief = Client()
    sign_in(thief)
    answer = thief.get("/me/", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login/code/")
    assert answer.content == b""


def test_a_right_code_opens_and_gives_a_new_session_key(client: Client, lead: User) -> None:
    device = bind(lead)
    sign_in(client)
    before = client.session.session_key
    answer = client.post("/login/code/", {"token": code_now(device), "next": "/me/"})
    assert answer["Location"] == "/me/"
    assert client.session.session_key != before
    assert is_inside(client)


@pytest.mark.parametrize("typed", ["{0} ", " {1} {2}", "{3}"])
def test_spaces_and_full_width_digits_are_forgiven(client: Client, lead: User, typed: str) -> None:
    code = code_now(bind(lead))
    wide = code.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    sign_in(client)
    assert show(client, typed.format(code, code[:3], code[3:], wide)) == 302


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "1\x0023456", "12345６７", "-12345", "1e5000"]
)
def test_what_cannot_be_a_code_is_refused_in_words_and_not_counted(
    client: Client, lead: User, typed: str
) -> None:
    device = bind(lead)
    sign_in(client)
    answer = client.post("/login/code/", {"token": typed})
    assert answer.status_code in {400, 422}
    assert re.search(r"[\u4e00-\u9fff]{4}", answer.content.decode())
    device.refresh_from_db()
    assert device.throttling_failure_count == 0


def test_a_code_is_good_once_inside_its_own_half_minute(lead: User) -> None:
    device = bind(lead)
    with time_machine.travel(NOON, tick=False):
        code = code_now(device)
        first, second = Client(), Client()
        sign_in(first)
        sign_in(second)
        assert show(first, code) == 302
        assert show(second, code) == 422
        assert not is_inside(second)


def test_an_older_code_of_the_window_is_refused_after_a_newer_one(lead: User) -> None:
    device = bind(lead)
    with time_machine.travel(NOON, tick=False):
        first, second = Client(), Client()
        sign_in(first)
        sign_in(second)
        assert show(first, code_now(device)) == 302
        assert show(second, code_now(device, steps=-1)) == 422


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_phone_may_be_half_a_minute_off(client: Client, lead: User, steps: int, status: int) -> None:
    device = bind(lead)
    with time_machine.travel(NOON, tick=False):
        sign_in(client)
        assert show(client, code_now(device, steps=steps)) == status


def test_the_code_of_somebody_else_opens_nothing(client: Client, lead: User, make_user: MakeUser) -> None:
    bind(lead)
    other = bind(make_user("zhao.jun"))
    sign_in(client)
    assert show(client, code_now(other)) == 422
    assert not is_inside(client)
    other.refresh_from_db()
    assert (other.last_step, other.throttling_failure_count) == (-1, 0), (
        "nothing of the other person was used up"
    )


def test_a_device_of_somebody_else_in_the_session_does_not_count(
    client: Client, lead: User, make_user: MakeUser
) -> None:
    bind(lead)
    other = bind(make_user("zhao.jun"))
    sign_in(client)
    session = client.session
    session["otp_device_id"] = other.persistent_id
    session.save()
    assert not is_inside(client)


def test_wrong_codes_have_to_wait_longer_each_time_but_never_over_a_quarter_of_an_hour(lead: User) -> None:
    device = bind(lead)
    with time_machine.travel(NOON, tick=False) as clock:
        client = Client()
        sign_in(client)
        assert show(client, "000000") == 422
        assert show(client, code_now(device)) == 422, "at once after a wrong one even the right one waits"
        clock.shift(timedelta(seconds=1))
        assert show(client, "000000") == 422
        CodeDevice.objects.update(throttling_failure_count=40, throttling_failure_timestamp=NOON)
        answer = client.post("/login/code/", {"token": code_now(device)})
        assert "请等15分钟再试" in answer.content.decode()
        clock.move_to(NOON + timedelta(minutes=15))
        assert show(client, code_now(device)) == 302


def test_a_recovery_code_opens_once(lead: User) -> None:
    bind(lead)
    codes = renew_recovery_codes(lead, actor=lead)
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert show(first, codes[0].upper(), how="?how=recovery") == 302
    assert is_inside(first)
    assert show(second, codes[0], how="?how=recovery") == 422
    assert not is_inside(second)
    assert RecoveryCode.objects.count() == 9


def test_new_recovery_codes_make_the_old_ones_void(client: Client, lead: User) -> None:
    device = bind(lead)
    old = renew_recovery_codes(lead, actor=lead)
    sign_in(client)
    show(client, code_now(device))
    page = client.post("/me/second-factor/codes/")
    assert len(codes_on(page)) == 10
    again = Client()
    sign_in(again)
    assert show(again, old[1], how="?how=recovery") == 422


def test_recovery_codes_of_somebody_else_open_nothing(
    client: Client, lead: User, make_user: MakeUser
) -> None:
    other = make_user("zhao.jun")
    bind(lead)
    bind(other)
    renew_recovery_codes(lead, actor=lead)
    stolen = renew_recovery_codes(other, actor=other)[0]
    sign_in(client)
    assert show(client, stolen, how="?how=recovery") == 422
    assert RecoveryCode.objects.count() == 20


def test_somebody_who_bound_an_app_without_need_is_asked_for_it_too(
    client: Client, wang: User, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    bind(wang)
    sign_in(client)
    assert client.get("/me/")["Location"].startswith("/login/code/")


def test_a_role_given_during_a_session_raises_the_wall_at_the_next_request(
    client: Client, wang: User, give_roles: GiveRoles
) -> None:
    sign_in(client)
    assert is_inside(client)
    give_roles(wang, ROLE)
    assert client.get("/me/")["Location"].startswith("/me/second-factor/")


def test_every_role_that_must_have_it_meets_the_wall_and_no_other_role_does(
    client: Client, wang: User, give_roles: GiveRoles
) -> None:
    sign_in(client)
    for role in Role:
        give_roles(wang, role.value)
        assert is_inside(client) is (role not in roles.SECOND_FACTOR_ROLES), role
    assert {"security_admin", "privacy_officer", "community_clerk"} < roles.SECOND_FACTOR_ROLES


def test_with_the_setting_off_nobody_is_walled(client: Client, lead: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client)
    assert is_inside(client)


def test_binding_a_new_phone_voids_the_old_one(client: Client, lead: User) -> None:
    old = bind(lead)
    sign_in(client)
    show(client, code_now(old))
    client.get("/me/second-factor/")
    new = CodeDevice.objects.get(confirmed=False)
    assert client.post("/me/second-factor/", {"token": code_now(new)}).status_code == 200
    assert list(CodeDevice.objects.all()) == [new]
    assert is_inside(client)


def test_the_security_administrator_resets_a_lost_phone(
    client: Client, lead: User, make_user: MakeUser, give_roles: GiveRoles, told: list[AccountEvent]
) -> None:
    guard = make_user("an.quan")
    give_roles(guard, "security_admin")
    device = bind(lead)
    renew_recovery_codes(lead, actor=lead)
    sign_in(client)
    show(client, code_now(device))
    reset_second_factor(lead, actor=guard, reason="手机丢了，当面核对过身份")
    assert CodeDevice.objects.count() == RecoverySet.objects.count() == RecoveryCode.objects.count() == 0
    assert not is_inside(client), "a session that the lost phone may hold ends"
    sign_in(client)
    assert client.get("/me/")["Location"].startswith("/me/second-factor/")
    event = told[-2]
    assert (event.action, event.actor, event.user) == ("account.reset_second_factor", guard, lead)


@pytest.mark.parametrize("role", ["sysadmin", "auditor", "street_lead", "grid_worker"])
def test_no_other_role_resets_a_second_factor(
    lead: User, make_user: MakeUser, give_roles: GiveRoles, role: str
) -> None:
    other = make_user("zhao.jun")
    give_roles(other, role)
    bind(lead)
    with pytest.raises(NotAllowed):
        reset_second_factor(lead, actor=other, reason="试试")
    assert CodeDevice.objects.count() == 1


def test_nobody_resets_their_own_second_factor(wang: User, give_roles: GiveRoles) -> None:
    give_roles(wang, "security_admin")
    bind(wang)
    with pytest.raises(NotAllowed, match="不能给自己"):
        reset_second_factor(wang, actor=wang, reason="手机丢了")


def test_recovery_codes_need_a_bound_app_and_their_owner(wang: User, make_user: MakeUser) -> None:
    with pytest.raises(RuleBroken, match="先绑定"):
        renew_recovery_codes(wang, actor=wang)
    bind(wang)
    with pytest.raises(RuleBroken, match="本人"):
        renew_recovery_codes(wang, actor=make_user("zhao.jun"))
