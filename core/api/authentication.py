"""Who asks: a program by its key, or the person at the page by the session."""

from typing import Any

from django.utils import timezone
from rest_framework import authentication, permissions
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.accounts.middleware import wall_before
from core.accounts.models import User
from core.api.models import ApiToken
from core.api.tokens import recognise
from core.audit.context import came_by
from core.errors import NotAllowed

KEYWORD = "Bearer"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer xg_…`. Every wrong key gets the same words."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != KEYWORD.lower():
            return None
        token = recognise(text.strip(), now=timezone.now())
        if token is None:
            raise AuthenticationFailed("令牌不对、已撤销、已过期，或者账号已停用", code="bad_token")
        came_by(f"token:{token.prefix}")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class PageSession(authentication.SessionAuthentication):
    """The session of the pages, with its limits and its walls; what changes something needs the pages' CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is not None and wall_before(request._request, found[0]):
            raise NotAllowed("wall", "先在网页上完成二次验证或改好密码，再用接口")
        return found


class Allowed(permissions.BasePermission):
    """Somebody; and with a key, only what the key opens. What the person may do is asked later, as on the pages."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        token = request.auth
        if isinstance(token, ApiToken):
            needed = f"{view.family}:{'read' if request.method in permissions.SAFE_METHODS else 'write'}"
            if needed not in token.scopes:
                raise NotAllowed("token_scope", f"这个令牌没有「{needed}」的范围")
        return True
