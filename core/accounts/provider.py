"""The office's identity provider (企业微信、钉钉、政务统一认证 by their OpenID Connect gateways), spoken to by Authlib.

Authorisation code flow with PKCE, state and nonce; the answer's signature is checked against the provider's own keys.
OIDC_ISSUER empty: there is none, and nothing of it shows."""

from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

from core.errors import RuleBroken

# A provider that does not answer must not hold a worker.
PATIENCE = 5
NAME = "office"


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for: its own name, and the person's number there."""

    issuer: str
    subject: str


class Unreachable(RuleBroken):
    """The provider does not answer, or answers nonsense."""


def is_set_up() -> bool:
    return bool(settings.OIDC_ISSUER)


def _client() -> Any:
    # Made anew each time: sign-ins are rare, and a provider that changed its keys is believed at once.
    oauth = OAuth()
    oauth.register(
        NAME,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        server_metadata_url=f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )
    return oauth.create_client(NAME)


def send_there(request: HttpRequest, back: str) -> HttpResponse:
    """To the provider's page; it sends the person to the address `back`. Raises Unreachable."""
    try:
        answer: HttpResponse = _client().authorize_redirect(request, back)
    except (RequestException, ValueError, RuntimeError, AuthlibBaseError):
        raise Unreachable("unreachable", f"{settings.OIDC_LABEL}现在连不上，请用账号密码登录") from None
    return answer


def read_answer(request: HttpRequest) -> Vouched:
    """Whom the provider vouches for in its answer to this browser's question. Raises Unreachable, and RuleBroken for an
    answer that is refused, old, another's or not signed by the provider."""
    wanted = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
    }
    try:
        told = _client().authorize_access_token(request, claims_options=wanted).get("userinfo")
    except RequestException:
        raise Unreachable("unreachable", f"{settings.OIDC_LABEL}现在连不上，请用账号密码登录") from None
    except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError):
        told = None
    if not told:
        raise RuleBroken("refused", "没有登录成功，请再试一次，或用账号密码登录")
    return Vouched(str(told["iss"]), str(told["sub"]))
