"""The gate before every page of support records: whose work it is, awake within ten minutes, behind the wall (trust.md 3.5).

To everybody else these pages do not exist: the answer is that of an address that never was."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.accounts.access import signed_in
from core.accounts.middleware import typed_words
from core.ui.responses import render_page
from specialgroups import policies, wall

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
# When this session last had a support page open.
AWAKE = "xg_support_awake"
_WRITE_EVERY = 30


def support_page(view: View[P]) -> View[P]:
    """For pages that read records: the block is one transaction that names the person to the database."""

    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        refused = before(request, policies.may_open)
        if refused is not None:
            return refused
        with wall.seen_by(request.user):
            response = view(request, *args, **kwargs)
        return leaves_by_itself(request, response)

    return gated


def before(request: HttpRequest, may: Callable[[Any], bool]) -> HttpResponse | None:
    """What stands before the page: 404 for outsiders, one more proof after ten idle minutes, else nothing."""
    if not may(signed_in(request)):
        raise Http404
    stamp = int(timezone.now().timestamp())
    last = request.session.get(AWAKE)
    if last is not None and not 0 <= stamp - last < settings.SUPPORT_IDLE_SECONDS:
        return _ask_again(request)
    if last is None or stamp - last >= _WRITE_EVERY:
        request.session[AWAKE] = stamp
    return None


def wake(request: HttpRequest) -> None:
    """The person has shown again who they are."""
    request.session[AWAKE] = int(timezone.now().timestamp())


def _ask_again(request: HttpRequest) -> HttpResponse:
    target = reverse("support:wake")
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = target
        return answer
    if request.method in {"GET", "HEAD"}:
        return redirect(f"{target}?{urlencode({'next': request.get_full_path()})}")
    # What was typed stays with who typed it, to copy.
    context = {"words": typed_words(request)}
    return render_page(request, "support/asleep.html", context, status=401)


def leaves_by_itself(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A screen left alone shows nothing for long."""
    if request.method == "GET" and response.status_code == 200 and "Refresh" not in response:
        response["Refresh"] = f"{settings.SUPPORT_IDLE_SECONDS}; url=/"
    return response
