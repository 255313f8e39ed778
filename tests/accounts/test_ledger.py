"""What the real ledger says after people came, went and were managed."""

import pytest
from django.test import Client

from core.accounts.actions import disable_account
from core.accounts.models import CodeDevice, User
from core.audit.models import Entry
from tests.accounts.conftest import PASSWORD, bind, code_now, sign_in


def lines() -> list[tuple[str, int | None, int | None]]:
    return list(Entry.objects.order_by("seq").values_list("action", "actor_id", "subject_id"))


def test_coming_failing_and_going_leave_one_line_each(client: Client, wang: User) -> None:
    sign_in(client, password="Wrong-password-1", address="10.4.4.4")
    sign_in(client, "nobody.here", "Wrong-password-1")
    sign_in(client)
    client.post("/logout/")
    client.post("/logout/")
    assert lines() == [
        ("account.sign_in_refused", None, wang.pk),
        ("account.sign_in_refused", None, None),
        ("account.sign_in", wang.pk, wang.pk),
        ("account.sign_out", wang.pk, wang.pk),
    ]


def test_no_name_password_or_key_of_a_session_is_in_the_ledger(client: Client, wang: User) -> None:
    sign_in(client, "not-a-name-but-My-Secret-99", "Wrong-password-1")
    sign_in(client)
    key = str(client.session.session_key)
    told = str(list(Entry.objects.values()))
    for secret in ("My-Secret-99", "my-secret-99", "Wrong-password-1", PASSWORD, key, wang.username):
        assert secret not in told


@pytest.mark.django_db(transaction=True)
def test_a_disabled_account_and_its_ledger_line_are_committed_together() -> None:
    wang = User.objects.create_user("wang.xiulan", PASSWORD, display_name="王秀兰")
    disable_account(wang, actor=None, reason="离职")
    assert lines() == [("account.disable", None, wang.pk)]
    assert Entry.objects.get().detail == {"reason": "离职"}


def test_a_wrong_code_is_a_line_and_a_right_one_too(client: Client, wang: User) -> None:
    device = bind(wang)
    sign_in(client)
    client.post("/login/code/", {"token": "000000"})
    CodeDevice.objects.update(throttling_failure_timestamp=None)
    client.post("/login/code/", {"token": code_now(device)})
    assert [line[0] for line in lines()] == [
        "account.sign_in",
        "account.second_factor_refused",
        "account.second_factor",
    ]
