"""Who is at the screen, where they go after a step of signing in, and the page that asks them to wait."""

import math
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest) -> str:
    """The page the person wanted, if it is one of ours, else empty. Only a path: no host, no scheme, no `//x`."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if not wanted.startswith("/") or any(ord(char) < 33 or char == "\\" for char in wanted):
        return ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if ours else ""


def next_or_home(request: HttpRequest) -> str:
    return safe_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


def rest_page(request: HttpRequest, until: datetime) -> HttpResponse:
    """429: until when, and whom to call."""
    left = max(1, math.ceil((until - timezone.now()).total_seconds()))
    context = {"until": until, "minutes": math.ceil(left / 60), "next": safe_next(request)}
    response = render(request, "accounts/locked.html", context, status=429)
    response["Retry-After"] = str(left)
    return response
