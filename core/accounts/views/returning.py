"""Who is at the screen, and where they go after a step of signing in."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from core.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The person; SignInRequired lets nobody else reach a view that is not public."""
    return cast(User, request.user)


def safe_next(request: HttpRequest) -> str:
    """The page the person wanted, if it is one of ours, else empty. Only a path: no host, no scheme, no `//x`."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if not wanted.startswith("/") or any(ord(char) < 33 or char == "\\" for char in wanted):
        return ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if ours else ""


def next_or_home(request: HttpRequest) -> str:
    return safe_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
