"""The administrators' pages: who may do what, what is shown once, what is written down; and the account's own list by API."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.accounts.models import User
from core.api.tokens import create_token
from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from core.hooks import actions
from core.hooks.delivery import deliver
from core.hooks.models import MOST_HOOKS, Delivery, Webhook
from core.hooks.tidy import forget_events
from grids.models import Posting
from tests.api.conftest import Program
from tests.cast import Cast, Log
from tests.hooks.conftest import Hook
from tests.hooks.receivers import Receiver

pytestmark = pytest.mark.django_db
HOME = "/settings/webhooks/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def reads(program: User, cast: Cast, *scopes: str) -> Program:
    cache.clear()
    until = timezone.localdate() + timedelta(days=9)
    made = create_token(
        program,
        actor=cast.security_admin,
        name="补取",
        scopes=scopes or ["webhook-events:read"],
        expires_on=until,
    )
    return Program(made[1])


def test_the_security_administrator_makes_one_and_its_secret_is_shown_once(
    cast: Cast, program: User, there: Receiver
) -> None:
    client = as_(cast.security_admin)
    assert "还没有推送" in text(client.get(HOME))
    sent = {
        "owner": program.pk,
        "name": "区平台",
        "address": there.address,
        "resources": ["cases", "hotline"],
    }
    page = text(client.post(f"{HOME}new/", sent, follow=True))
    made = Webhook.objects.get()
    secret = made.open_sealed("secret")
    assert secret in page and "只显示这一次" in page and secret.startswith("whsec_")
    again = text(client.get(f"{HOME}{made.pk}/"))
    assert secret not in again and "案件、热线工单" in again
    line = Entry.objects.get(action="webhook.create", subject_id=made.pk)
    assert secret not in str(line.detail) and line.detail["host"] == "127.0.0.1"
    page = text(client.post(f"{HOME}{made.pk}/rotate/", follow=True))
    made.refresh_from_db()
    assert made.open_sealed("secret") in page and made.open_sealed("old_secret") == secret


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"owner": ""}, "请选「系统账号」"),
        ({"name": ""}, "请填「用途」"),
        ({"address": "http://qu.example.cn/"}, "https://"),
        ({"address": "https://10.1.2.3/in"}, "内网或本机"),
        ({"address": "https://a:b@qu.example.cn/"}, "账号密码"),
        ({"resources": []}, "请选「推送哪些」"),
        ({"resources": ["residents"]}, "residents"),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_nothing_typed_is_lost(
    changes: dict[str, Any], says: str, cast: Cast, program: User
) -> None:
    sent = {
        "owner": program.pk,
        "name": "区平台进度",
        "address": "https://qu.example.cn/x",
        "resources": ["cases"],
    }
    answer = as_(cast.security_admin).post(f"{HOME}new/", sent | changes)
    assert answer.status_code == 422 and says in text(answer)
    assert "区平台进度" in text(answer) or "name" in changes
    assert not Webhook.objects.exists()


def test_who_may_do_what(cast: Cast, hook: Hook, there: Receiver) -> None:
    made = hook()[0]
    for user in (cast.clerk, cast.street_lead, cast.auditor, cast.privacy_officer):
        for path in (HOME, f"{HOME}new/", f"{HOME}{made.pk}/", f"{HOME}{made.pk}/replay/"):
            assert as_(user).get(path).status_code == 403, (user.username, path)
        for deed in ("pause", "resume", "test", "remove"):
            assert as_(user).post(f"{HOME}{made.pk}/{deed}/").status_code == 403
    keeper = as_(cast.sysadmin)
    assert keeper.get(f"{HOME}new/").status_code == keeper.get(f"{HOME}{made.pk}/rotate/").status_code == 403
    assert "换密钥" not in text(keeper.get(f"{HOME}{made.pk}/"))
    assert keeper.post(f"{HOME}{made.pk}/pause/").status_code == 302
    assert keeper.post(f"{HOME}{made.pk}/pause/").status_code == 422
    assert keeper.post(f"{HOME}{made.pk}/test/").status_code == 422
    assert keeper.get(f"{HOME}{made.pk}/pause/").status_code == 405
    assert keeper.post(f"{HOME}{made.pk}/resume/").status_code == 302
    assert keeper.post(f"{HOME}{made.pk + 99}/resume/").status_code == 404
    for act in (actions.rotate_secret, actions.pause_webhook, actions.send_test, actions.remove_webhook):
        with pytest.raises(NotAllowed):
            act(made, actor=cast.clerk)
    with pytest.raises(NotAllowed):
        hook_by(cast.sysadmin, made)
    done = [one.action for one in Entry.objects.filter(subject_kind="webhook").order_by("pk")]
    assert done == ["webhook.create", "webhook.pause", "webhook.resume"]


def hook_by(actor: User, like: Webhook, **changes: Any) -> Any:
    facts = {"owner": like.owner, "name": "又一个", "address": like.address, "resources": ["cases"]}
    return actions.create_webhook(**{**facts, **changes}, actor=actor)


def test_only_system_accounts_hear_and_there_are_not_too_many(cast: Cast, hook: Hook) -> None:
    made = hook()[0]
    wrong: tuple[dict[str, Any], ...] = (
        {"owner": cast.clerk},
        {"resources": []},
        {"resources": ["areas"]},
    )
    for changes in wrong:
        with pytest.raises(RuleBroken):
            hook_by(cast.security_admin, made, **changes)
    for _ in range(MOST_HOOKS - 1):
        hook()
    with pytest.raises(RuleBroken, match="最多20个"):
        hook()
    assert Webhook.objects.count() == MOST_HOOKS


def test_a_test_event_and_the_log_with_its_states_and_replays(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    made, secret = hook()
    client = as_(cast.sysadmin)
    assert client.post(f"{HOME}{made.pk}/test/").status_code == 302
    page = text(client.get(f"{HOME}{made.pk}/"))
    assert "测试事件" in page and "等着发" in page
    deliver(made.pk, now=timezone.now() + timedelta(seconds=1))
    assert there.got[0].told["type"] == "test" and there.got[0].is_signed_by(secret)
    case = log(actor=cast.clerk, severity="small", severity_reason="多户")
    assert case.no in text(client.get(f"{HOME}{made.pk}/?state=waiting"))
    assert case.no not in text(client.get(f"{HOME}{made.pk}/?state=delivered"))
    assert client.get(f"{HOME}{made.pk}/?state=nonsense&page=x").status_code == 200
    event = Delivery.objects.get(event_id=there.got[0].id)
    assert client.post(f"{HOME}{made.pk}/events/{event.pk}/replay/").status_code == 302
    assert client.post(f"{HOME}{made.pk}/events/{event.pk}/replay/").status_code == 422
    deliver(made.pk, now=timezone.now() + timedelta(seconds=1))
    wrong = client.post(f"{HOME}{made.pk}/replay/", {"since": "2026-02-30"})
    assert wrong.status_code == 422 and "2026-01-09 14:30" in text(wrong)
    ahead = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"{HOME}{made.pk}/replay/", {"since": ahead}).status_code == 422
    since = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"{HOME}{made.pk}/replay/", {"since": since}).status_code == 302
    assert not Delivery.objects.exclude(state="waiting").exists()


def test_the_list_and_the_log_ask_the_same_at_any_size(cast: Cast, log: Log, hook: Hook) -> None:
    made = hook()[0]
    client = as_(cast.sysadmin)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    log(actor=cast.clerk, severity="small", severity_reason="多户")
    asked(HOME)
    few = asked(HOME), asked(f"{HOME}{made.pk}/")
    for _ in range(5):
        hook()
        log(actor=cast.clerk, severity="small", severity_reason="多户")
    assert (asked(HOME), asked(f"{HOME}{made.pk}/")) == few and max(few) <= 12


def test_a_removed_one_is_gone_with_its_secrets_and_in_the_end_with_its_events(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    made = hook()[0]
    log(actor=cast.clerk, severity="small", severity_reason="多户")
    client = as_(cast.security_admin)
    assert "不能恢复" in text(client.get(f"{HOME}{made.pk}/remove/"))
    assert client.post(f"{HOME}{made.pk}/remove/").status_code == 302
    many = Delivery.objects.count()
    log(actor=cast.clerk, severity="small", severity_reason="多户")
    assert deliver(made.pk, now=timezone.now() + timedelta(hours=1)) == 0 and not there.got
    made.refresh_from_db()
    assert Delivery.objects.count() == many and made.secret_sealed is None
    assert client.get(f"{HOME}{made.pk}/").status_code == 404
    with pytest.raises(RuleBroken):
        actions.resume_webhook(made, actor=cast.sysadmin)
    forget_events(now=timezone.now() + timedelta(days=31))
    assert not Webhook.objects.exists()


def test_a_receiver_that_was_down_reads_its_own_events_and_nobody_elses(
    cast: Cast, log: Log, hook: Hook, program: User, there: Receiver
) -> None:
    made = hook()[0]
    before = timezone.localtime().isoformat()
    case = log(actor=cast.clerk, severity="small", severity_reason="多户")
    asks = reads(program, cast)
    told = asks.get("webhook-events/").json()["results"]
    assert [one["type"] for one in told] == [
        f"cases.{act}" for act in case.events.order_by("-version").values_list("act", flat=True)
    ]
    first = told[0]
    assert first["key"] == case.no and first["url"].endswith(f"/api/v1/cases/{case.no}/")
    one_page = asks.get("webhook-events/", page_size=1).json()
    assert len(one_page["results"]) == 1 and (one_page["next"] is not None) == (len(told) > 1)
    assert asks.get(f"webhook-events/{first['event_id']}/").json()["state"] == "waiting"
    assert asks.get("webhook-events/nothing/").status_code == 404
    assert len(asks.get("webhook-events/", since=before).json()["results"]) == len(told)
    ahead = (timezone.localtime() + timedelta(days=1)).isoformat()
    assert asks.get("webhook-events/", since=ahead).json()["results"] == []
    assert asks.get("webhook-events/", since="soon").status_code == 400
    assert asks.get("webhook-events/", state="delivered").json()["results"] == []
    assert reads(program, cast, "cases:read").get("webhook-events/").json()["code"] == "token_scope"
    client = as_(cast.sysadmin)
    assert client.get("/api/v1/webhook-events/").json()["results"] == []
    with CaptureQueriesContext(connection) as caught:
        asks.get("webhook-events/")
    assert len(caught) <= 10
    Posting.objects.filter(user=program).delete()
    assert asks.get("webhook-events/").json()["results"] == [] and deliver(made.pk) == len(told)
    assert not there.got
