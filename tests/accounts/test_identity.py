"""Signing in by the office's identity provider: a real provider program on loopback, the whole way with its own pages."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from core.accounts import actions, sessions
from core.accounts.events import AccountEvent
from core.accounts.models import CodeDevice, Identity, SignInSession, User
from core.local.places import free_port
from tests.accounts import office_provider
from tests.accounts.conftest import PASSWORD, MakeUser, sign_in

pytestmark = pytest.mark.django_db
CALLBACK = "http://testserver/login/identity/back/"
START, BIND, PAGE = "/login/identity/", "/me/identity/bind/", "/me/identity/"
FIRST_PORT = 9400
# The provider numbers its people; there is one.
SUBJECT = "1"
Told = list[AccountEvent]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider of the office, in a process of its own."""
    port = free_port(FIRST_PORT)
    command = [sys.executable, str(Path(office_provider.__file__)), str(port), CALLBACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}/o"
        process.terminate()


@pytest.fixture(autouse=True)
def office(issuer: str, settings: Settings) -> None:
    settings.OIDC_ISSUER = issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = office_provider.CLIENT, office_provider.SECRET


def at_the_provider(there: str) -> str:
    """The person types the password on the provider's own page; its answer, as the browser brings it to us."""
    person = requests.Session()
    door = person.get(there, timeout=20)
    token = door.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    entry = {
        "username": office_provider.PERSON,
        "password": office_provider.PERSON_SECRET,
        "csrfmiddlewaretoken": token,
    }
    inside = person.post(door.url, data=entry, timeout=20, allow_redirects=False)
    back = person.get(f"{_origin(there)}{inside.headers['Location']}", timeout=20, allow_redirects=False)
    answer = back.headers["Location"]
    assert answer.startswith(CALLBACK), answer
    return answer.removeprefix("http://testserver")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def journey(client: Client, start: str = START) -> str:
    sent = client.get(start)
    assert sent.status_code == 302
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["nonce"] and asked["scope"] == ["openid"]
    return at_the_provider(sent["Location"])


def bound(user: User, issuer: str) -> Identity:
    return Identity.objects.create(user=user, issuer=issuer, subject=SUBJECT, bound_at=timezone.now())


def test_a_person_binds_once_and_comes_in_by_the_provider_ever_after(
    wang: User, client: Client, told: Told, issuer: str
) -> None:
    sign_in(client)
    page = client.get(PAGE).content.decode()
    start = page.split(f'href="{BIND}')[1].split('"')[0]
    answer = client.get(journey(client, BIND + start), follow=True)
    assert "已绑定，以后可以用统一身份认证登录" in answer.content.decode()
    row = Identity.objects.get()
    assert (row.user, row.issuer, row.subject) == (wang, issuer, SUBJECT)
    assert "已绑定" in client.get("/me/").content.decode()

    other = Client()
    inside = other.get(journey(other, f"{START}?next=/me/"))
    assert (inside.status_code, inside["Location"]) == (302, "/me/")
    assert wang.display_name in other.get("/me/").content.decode()
    assert other.session[sessions.HOW] == "identity"
    assert [one.action for one in told if one.action != "account.end_oldest_sign_ins"] == [
        "account.sign_in", "account.bind_identity", "account.sign_in",
    ]  # fmt: skip
    assert told[-1].detail["how"] == "identity" and told[-1].actor == wang

    gone = client.post(f"{PAGE}unbind/", follow=True)
    assert "已解除绑定" in gone.content.decode() and not Identity.objects.exists()
    assert told[-1].action == "account.unbind_identity"


def test_an_identity_that_nobody_bound_opens_nothing(wang: User, client: Client, told: Told) -> None:
    answer = client.get(journey(client))
    assert answer.status_code == 403 and "还没有绑定账号" in answer.content.decode()
    assert client.get("/me/").status_code == 302 and not SignInSession.objects.exists()
    assert [one.action for one in told] == ["account.sign_in_refused"]


def test_a_disabled_account_stays_shut(wang: User, client: Client, issuer: str) -> None:
    bound(wang, issuer)
    User.objects.update(is_active=False)
    assert client.get(journey(client)).status_code == 403
    assert client.get("/me/").status_code == 302


def test_the_second_factor_stays_due_and_an_old_password_is_not_asked_for(
    wang: User, client: Client, issuer: str
) -> None:
    bound(wang, issuer)
    User.objects.update(must_change_password=True)
    assert client.get(journey(client)).status_code == 302
    assert client.get("/me/").status_code == 200
    CodeDevice.objects.create(user=wang, confirmed=True, name="app")
    other = Client()
    other.get(journey(other))
    assert other.get("/me/")["Location"].startswith(reverse("accounts:verify"))
    assert SignInSession.objects.filter(number=None).count() == 1


def test_binding_asks_once_more_who_one_is_and_starts_only_from_its_own_page(
    wang: User, client: Client, settings: Settings
) -> None:
    sign_in(client)
    settings.STEP_UP_REQUIRED, settings.STEP_UP_SECONDS = True, 0
    page = client.get(PAGE).content.decode()
    assert "你的密码" in page and BIND not in page
    wrong = client.post(PAGE, {"step_up": "wrong"})
    assert wrong.status_code == 422 and BIND not in wrong.content.decode()
    settings.STEP_UP_SECONDS = 300
    for go in ("", "?go=", "?go=forged"):
        assert client.get(BIND + go)["Location"] == PAGE
    settings.STEP_UP_SECONDS = 0
    shown = client.post(PAGE, {"step_up": PASSWORD}).content.decode()
    assert f"{BIND}?go=" in shown and not Identity.objects.exists()


def test_an_identity_opens_one_account_only(
    wang: User, make_user: MakeUser, client: Client, issuer: str
) -> None:
    other = make_user("li.jing", display_name="李静")
    bound(wang, issuer)
    sign_in(client, "li.jing")
    start = client.get(PAGE).content.decode().split(f'href="{BIND}')[1].split('"')[0]
    refused = client.get(journey(client, BIND + start), follow=True)
    assert "这个身份已经绑在别的账号上" in refused.content.decode()
    assert list(Identity.objects.values_list("user", flat=True)) == [wang.pk]
    with pytest.raises(Exception, match="已经绑定过"):
        actions.bind_identity(wang, issuer=issuer, subject="another")
    assert not Identity.objects.filter(user=other).exists()


def test_an_answer_is_good_once_in_the_browser_that_asked(wang: User, client: Client, issuer: str) -> None:
    bound(wang, issuer)
    answer, stranger = journey(client), Client()
    assert stranger.get(answer).status_code == 422
    assert client.get(answer.replace("state=", "state=x")).status_code == 422
    answer = journey(client)
    assert client.get(answer).status_code == 302
    client.post("/logout/")
    again = client.get(answer)
    assert again.status_code == 422 and "没有登录成功" in again.content.decode()
    for query in ("?error=access_denied", "", "?code=x", "?state=x&code=y"):
        assert client.get(f"/login/identity/back/{query}").status_code == 422, query


@pytest.mark.parametrize("what", ["issuer", "secret", "client"])
def test_an_answer_of_another_provider_or_for_another_client_is_refused(
    wang: User, client: Client, issuer: str, settings: Settings, what: str
) -> None:
    bound(wang, issuer)
    answer = journey(client)
    if what == "issuer":
        settings.OIDC_ISSUER = f"{issuer}/"
    elif what == "secret":
        settings.OIDC_CLIENT_SECRET = "guessed"
    else:
        settings.OIDC_CLIENT_ID = "somebody-else"
    assert client.get(answer).status_code == 422
    assert client.get("/me/").status_code == 302


def test_a_provider_that_does_not_answer_leaves_the_password(
    wang: User, client: Client, settings: Settings
) -> None:
    settings.OIDC_ISSUER = f"http://127.0.0.1:{free_port(FIRST_PORT)}/o"
    answer = client.get(START)
    assert answer.status_code == 502 and "现在连不上，请用账号密码登录" in answer.content.decode()
    sign_in(client)
    start = client.get(PAGE).content.decode().split(f'href="{BIND}')[1].split('"')[0]
    assert "现在连不上" in client.get(BIND + start, follow=True).content.decode()


def test_without_a_provider_nothing_of_it_shows(wang: User, client: Client, settings: Settings) -> None:
    settings.OIDC_ISSUER = ""
    assert configured.OIDC_LABEL not in client.get("/login/").content.decode()
    for url in (START, "/login/identity/back/"):
        assert client.get(url).status_code == 404
    sign_in(client)
    assert configured.OIDC_LABEL not in client.get("/me/").content.decode()
    for url in (PAGE, BIND):
        assert client.get(url).status_code == 404
