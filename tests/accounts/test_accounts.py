"""Opening, closing and naming accounts."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core.accounts import events
from core.accounts.actions import create_account, disable_account, edit_account, enable_account
from core.accounts.events import AccountEvent, emit, on_event
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from tests.accounts.conftest import NOON, MakeUser, is_inside, sign_in

GiveRoles = Callable[..., None]


@pytest.fixture
def admin(make_user: MakeUser, give_roles: GiveRoles) -> User:
    user = make_user("xi.tong", display_name="系统员")
    give_roles(user, "sysadmin")
    return user


def test_a_new_account_opens_with_the_password_shown_once(
    client: Client, admin: User, told: list[AccountEvent]
) -> None:
    user, password = create_account(username="Zhao.Jun", display_name="赵军", title="网格员", actor=admin)
    assert user.username == "zhao.jun"
    sign_in(client, "zhao.jun", password)
    assert client.get("/me/")["Location"].startswith("/me/password/")
    assert [(told[0].action, told[0].actor, told[0].user)] == [("account.create", admin, user)]
    assert password not in str(told[0])


@pytest.mark.parametrize("twin", ["zhao.jun", "ZHAO.JUN", "ｚｈａｏ．ｊｕｎ", " Zhao.Jun "])
def test_a_name_that_differs_only_in_width_or_case_is_taken(admin: User, twin: str) -> None:
    create_account(username="zhao.jun", display_name="赵军", actor=admin)
    with pytest.raises(RuleBroken, match="已经有人用了") as refused:
        create_account(username=twin, display_name="另一个赵军", actor=admin)
    assert refused.value.field == "username"
    assert User.objects.filter(username="zhao.jun").count() == 1


@pytest.mark.parametrize(
    "name", ["", "a", "a b", "a\x00b", "a\u202eb", "<svg>", "a" * 65, "..", "a/b", "王\u200b五", "🙂🙂"]
)
def test_a_name_that_would_confuse_is_refused_in_words(admin: User, name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        create_account(username=name, display_name="赵军", actor=admin)
    assert refused.value.field == "username"


@pytest.mark.parametrize("name", ["王五", "𠮷野", "zhao_jun-2", "straße"])
def test_names_of_any_script_work_and_sign_in(client: Client, admin: User, name: str) -> None:
    _, password = create_account(username=name, display_name="𠮷野·买买提", actor=admin)
    assert sign_in(client, name, password).status_code == 302


@pytest.mark.parametrize("role", ["security_admin", "auditor", "community_lead", "grid_worker"])
def test_only_the_system_administrator_opens_accounts(
    make_user: MakeUser, give_roles: GiveRoles, role: str
) -> None:
    actor = make_user()
    give_roles(actor, role)
    with pytest.raises(NotAllowed, match="系统管理员"):
        create_account(username="zhao.jun", display_name="赵军", actor=actor)
    assert User.objects.count() == 1


@pytest.mark.parametrize("role", ["sysadmin", "security_admin"])
def test_either_administrator_closes_and_opens_an_account(
    wang: User, make_user: MakeUser, give_roles: GiveRoles, told: list[AccountEvent], role: str
) -> None:
    actor = make_user("zhao.jun")
    give_roles(actor, role)
    disable_account(wang, actor=actor, reason="调离", now=NOON)
    with pytest.raises(RuleBroken, match="已经停用"):
        disable_account(wang, actor=actor, reason="调离")
    enable_account(wang, actor=actor, now=NOON)
    with pytest.raises(RuleBroken, match="已经在用"):
        enable_account(wang, actor=actor)
    assert [(event.action, event.at) for event in told] == [
        ("account.disable", NOON),
        ("account.enable", NOON),
    ]
    assert told[0].detail == {"reason": "调离"}


def test_nobody_closes_their_own_account(admin: User) -> None:
    with pytest.raises(NotAllowed, match="不能给自己"):
        disable_account(admin, actor=admin, reason="误点")
    admin.refresh_from_db()
    assert admin.is_active


def test_a_change_whose_ledger_line_fails_does_not_happen(client: Client, wang: User) -> None:
    def broken(event: AccountEvent) -> None:
        raise RuntimeError("the ledger is full")

    on_event(broken)
    try:
        with pytest.raises(RuntimeError):
            disable_account(wang, actor=None, reason="离职")
        with pytest.raises(RuntimeError):
            sign_in(client)
    finally:
        events._recorders.remove(broken)
    wang.refresh_from_db()
    assert wang.is_active
    assert not is_inside(client)


def test_each_recorder_hears_an_event_once(told: list[AccountEvent]) -> None:
    listener = told.append
    on_event(listener)
    emit("account.test", actor=None, user=None, now=NOON)
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_opening_the_same_name_at_once_get_one_account() -> None:
    answers: list[str] = []
    together = Barrier(4)

    def open_one() -> None:
        together.wait()
        try:
            create_account(username="zhao.jun", display_name="赵军", actor=None)
            answers.append("opened")
        except RuleBroken as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["opened", "username_taken", "username_taken", "username_taken"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("display_name", "", "请填姓名"),
        ("display_name", "王" * 26, "最多25个字"),
        ("display_name", "王\x00五", "控制字符"),
        ("title", "网格员\n二行", "只能写一行"),
        ("title", "\u202e员格网", "排版字符"),
        ("email", "not an address", "邮箱要像"),
        ("email", "a@b.cn\r\nBcc: c@d.cn", "邮箱要像"),
        ("office_phone", "1" * 21, "最多20个字"),
    ],
)
def test_facts_of_a_person_are_refused_by_their_field(admin: User, field: str, value: str, said: str) -> None:
    facts: dict[str, Any] = {"display_name": "赵军", field: value}
    with pytest.raises(RuleBroken, match=said) as refused:
        create_account(username="zhao.jun", actor=admin, **facts)
    assert refused.value.field == field
    with pytest.raises(RuleBroken, match=said):
        edit_account(admin, actor=admin, **facts)


def test_correcting_a_person_tells_the_ledger_which_facts_and_not_what(
    wang: User, admin: User, told: list[AccountEvent]
) -> None:
    edit_account(wang, actor=admin, display_name="王秀兰", title="网格长", office_phone="0937-6200000")
    wang.refresh_from_db()
    assert (wang.title, wang.office_phone) == ("网格长", "0937-6200000")
    assert told[-1].detail == {"changed": ["office_phone", "title"]}
    edit_account(wang, actor=admin, display_name="王秀兰", title="网格长", office_phone="0937-6200000")
    assert len(told) == 1, "nothing changed, nothing told"


def test_only_the_system_administrator_corrects_a_person(wang: User, give_roles: GiveRoles) -> None:
    give_roles(wang, "security_admin")
    with pytest.raises(NotAllowed):
        edit_account(wang, actor=wang, display_name="自己改的")
