"""Keys: shown once, kept as a hash, never more than their person, over at once when revoked, expired or disabled."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.accounts.actions import create_program, disable_account, set_temporary_password
from core.accounts.models import User
from core.api.models import ApiToken
from core.api.tokens import create_token, revoke_token
from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from grids.actions.postings import Place, grant_posting
from grids.choices import Role
from grids.models import Posting
from tests.api.conftest import As, Program
from tests.cast import Cast, Log

pytestmark = pytest.mark.django_db


def made(user: User, actor: User | None = None, **changes: Any) -> tuple[ApiToken, str]:
    facts = {
        "name": "区平台",
        "scopes": ["cases:read"],
        "expires_on": timezone.localdate() + timedelta(days=30),
    }
    return create_token(user, actor=actor or user, **{**facts, **changes})


def test_a_key_opens_its_scopes_and_what_its_person_sees(cast: Cast, log: Log) -> None:
    case = log(actor=cast.clerk)
    token, text = made(cast.clerk)
    asks = Program(text)
    assert asks.get(f"cases/{case.no}/").status_code == 200
    token.refresh_from_db()
    assert token.last_used_on == timezone.localdate()
    assert asks.get("hotline/").json()["code"] == "token_scope"
    assert (
        asks.act(f"cases/{case.no}", "contact", case.version, note="x", mode="phone").json()["code"]
        == "token_scope"
    )
    assert Program(made(cast.outsider)[1]).get(f"cases/{case.no}/").status_code == 404
    kept = bytes(ApiToken.objects.get(pk=token.pk).key_hash)
    assert len(kept) == 32 and text.encode() not in kept
    line = Entry.objects.get(action="api_token.create", subject_id=token.pk)
    assert text not in str(line.detail) and line.detail["scopes"] == ["cases:read"]


def test_a_key_is_over_when_revoked_expired_or_its_account_disabled(cast: Cast) -> None:
    token, text = made(cast.clerk)
    asks = Program(text)
    assert asks.get("cases/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        gone = asks.get("cases/")
    assert (gone.status_code, gone.json()["code"], gone["WWW-Authenticate"]) == (401, "bad_token", "Bearer")
    revoke_token(token, actor=cast.clerk)
    assert asks.get("cases/").status_code == 401
    assert Entry.objects.filter(action="api_token.revoke", subject_id=token.pk).count() == 1
    with pytest.raises(RuleBroken):
        revoke_token(token, actor=cast.clerk)
    other = made(cast.clerk)[1]
    disable_account(cast.clerk, actor=cast.sysadmin, reason="离职")
    assert Program(other).get("cases/").status_code == 401
    for wrong in (other[:-1], other + "x", "xg_x", "xg__", "Bearer", f"xg_{'0' * 8}_{'A' * 43}", "密钥"):
        assert Client().get("/api/v1/cases/", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401


def test_only_oneself_and_for_a_system_only_the_security_administrator_makes_a_key(cast: Cast) -> None:
    program = create_program(username="qu-pt", display_name="区平台", purpose="取进度", actor=cast.sysadmin)
    for user, actor in ((cast.clerk, cast.sysadmin), (program, cast.sysadmin), (program, cast.clerk)):
        with pytest.raises(NotAllowed):
            made(user, actor)
    with pytest.raises(NotAllowed):
        create_program(username="x-pt", display_name="某系统", purpose="", actor=cast.security_admin)
    with pytest.raises(RuleBroken):
        set_temporary_password(program, actor=cast.sysadmin)
    refused: tuple[dict[str, Any], ...] = (
        {"scopes": []},
        {"expires_on": timezone.localdate() + timedelta(days=366)},
        {"expires_on": timezone.localdate() - timedelta(days=1)},
    )
    for wrong in refused:
        with pytest.raises(RuleBroken):
            made(cast.clerk, **wrong)
    assert not ApiToken.objects.exists() and not program.has_usable_password()


def test_a_system_sees_what_its_posts_open_and_is_named_in_the_ledger(cast: Cast, log: Log) -> None:
    case = log(actor=cast.clerk, severity="small", severity_reason="多户")
    program = create_program(username="qu-pt", display_name="区平台", purpose="取进度", actor=cast.sysadmin)
    asks = Program(made(program, cast.security_admin, scopes=["cases:read", "cases:write"])[1])
    assert asks.get("cases/").status_code == 403
    grant_posting(
        program, role=Role.CENTRE_INTAKE, place=Place(street=True), reason="对接", actor=cast.sysadmin
    )
    assert [one["no"] for one in asks.get("cases/").json()["results"]] == [case.no]
    assert Posting.objects.filter(user=program).exists()


def test_the_pages_make_show_once_and_revoke(cast: Cast, client: Client) -> None:
    client.force_login(cast.clerk)
    assert "还没有令牌" in client.get("/me/tokens/").content.decode()
    assert client.post("/me/tokens/new/", {"name": "", "expires_on": ""}).status_code == 422
    sent = {"name": "区平台", "reads": ["cases"], "writes": [], "expires_on": str(timezone.localdate())}
    assert client.post("/me/tokens/new/", sent | {"reads": []}).status_code == 422
    shown = client.post("/me/tokens/new/", sent, follow=True).content.decode()
    token = ApiToken.objects.get()
    assert f"xg_{token.prefix}_" in shown and "只显示这一次" in shown
    assert f"xg_{token.prefix}_" not in client.get("/me/tokens/").content.decode()
    other = Client()
    other.force_login(cast.outsider)
    assert other.post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert other.get("/settings/tokens/").status_code == 403
    assert client.post(f"/me/tokens/{token.pk}/revoke/").status_code == 302
    assert "已撤销" in client.get("/me/tokens/").content.decode()


def test_two_administrators_together_open_a_system_account(cast: Cast, client: Client) -> None:
    client.force_login(cast.sysadmin)
    sent = {"username": "qu-pt", "display_name": "区平台", "purpose": "取进度"}
    assert client.post("/settings/tokens/new/", sent).status_code == 302
    assert client.post("/settings/tokens/new/", sent).status_code == 422
    program = User.objects.get(is_program=True)
    assert client.get(f"/settings/tokens/{program.pk}/new/").status_code == 403
    client.force_login(cast.security_admin)
    assert client.get("/settings/tokens/new/").status_code == 403
    made = {"name": "取进度", "reads": ["cases"], "expires_on": str(timezone.localdate())}
    page = client.post(f"/settings/tokens/{program.pk}/new/", made, follow=True).content.decode()
    token = ApiToken.objects.get()
    assert f"xg_{token.prefix}_" in page and token.user == program
    assert client.get(f"/settings/tokens/{cast.clerk.pk}/new/").status_code == 404
    assert client.post(f"/me/tokens/{token.pk}/revoke/").status_code == 302


def test_the_guide_names_every_resource_and_act(cast: Cast, client: Client) -> None:
    client.force_login(cast.clerk)
    page = client.get("/me/tokens/guide/").content.decode()
    assert "案件" in page and "热线工单" in page and "support" not in page
    one = client.get("/me/tokens/guide/cases/").content.decode()
    assert "登记首次联系" in one and "acts/contact/" in one
    assert client.get("/me/tokens/guide/nothing/").status_code == 404
    assert client.get("/me/tokens/guide/openapi.json")["Content-Type"] == "application/json"


def test_who_asks_too_often_waits(cast: Cast, program: As, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    asks = program(cast.clerk)
    answers = [asks.get("cases/") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[3].json()["code"] == "too_often" and int(answers[3]["Retry-After"]) <= 61
    assert program(cast.secretary).get("cases/").status_code == 200
