"""The two gates before every view: is the session still good, and is the person through every door."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from core.accounts import access, sessions
from core.accounts.actions import sign_out
from core.accounts.models import SignInSession, User
from core.accounts.passwords import why_change
from core.accounts.roles import must_have_second_factor

Answer = Callable[[HttpRequest], HttpResponse]
ENDED_WORDS: dict[str, str] = {
    SignInSession.End.IDLE: "太久没操作，已自动退出",
    SignInSession.End.TOO_LONG: "登录已满12小时，已自动退出",
    SignInSession.End.OVER_LIMIT: "这个账号登录的地方太多，最早登录的这一处已自动退出。不是你在别处登录的，请马上换密码",
}


class SessionLimits:
    """Ends a session that was idle or open too long; a disabled account is already nobody here (django's backend)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            over = sessions.why_over(request, request.user, now=now)
            if over and request.headers.get("HX-Request"):
                # A part of a page has no room for words: it is nobody's now, and the next page says why.
                request.user = AnonymousUser()
            elif over:
                sign_out(request, because=over, now=now)
                request.signed_out_because = over  # type: ignore[attr-defined]
            elif request.headers.get("X-Background") != "1":
                # A page that refreshes its own counters is nobody at work.
                sessions.touch(request, now=now)
        return self.get_response(request)


class SignInRequired:
    """Every view needs a signed-in person unless it is marked public; walls stand until factor and password are set."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if access.is_public(view):
            return None
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        wall = wall_before(request, request.user)
        if wall and wall not in access.opens_before(view):
            return to_wall(request, wall)
        if request.user.only_wall and not access.opens_to_wall(view):
            return to_the_wall(request)
        return None


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session has shown the second factor (django-otp puts the question on the user)."""
    return getattr(request.user, "otp_device", None) is not None


def wall_before(request: HttpRequest, user: User) -> str:
    """The URL name of what the person has to settle first; empty when nothing is due."""
    if not has_shown_factor(request):
        if request.session.get(sessions.FACTOR_DUE):
            return access.VERIFY
        if must_have_second_factor(user):
            bound = user.codedevice_set.filter(confirmed=True).exists()
            return access.VERIFY if bound else access.ENROL
    if request.session.get(sessions.HOW) == "identity":
        return ""  # who never types the password need not renew it
    return access.PASSWORD if why_change(user, now=timezone.now()) else ""


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page goes to the sign-in page and comes back; what was being sent is refused with words, so nothing typed
    is thrown away by a redirect (the screen of base.html opens its dialog on a 401)."""
    because = getattr(request, "signed_out_because", "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    if request.method not in {"GET", "HEAD"}:
        context = {"because": ENDED_WORDS.get(because, ""), "words": typed_words(request)}
        return render(request, "accounts/sign_in_again.html", context, status=401)
    query = {"next": request.get_full_path()}
    if because:
        query["ended"] = str(because)
    return HttpResponseRedirect(f"{reverse('accounts:login')}?{urlencode(query)}")


def typed_words(request: HttpRequest) -> list[str]:
    """What was typed into the refused form, to copy: no secrets, no keys and codes of the form itself."""
    hidden = ("password", "token", "csrf", "key", "version")
    return [
        value
        for name, values in request.POST.lists()
        if not any(word in name for word in hidden)
        for value in values
        if len(value) > 1 and not value.isdigit()
    ]


def to_wall(request: HttpRequest, name: str) -> HttpResponse:
    target = reverse(name)
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = target
        return answer
    if request.method in {"GET", "HEAD"}:
        target = f"{target}?{urlencode({'next': request.get_full_path()})}"
    return redirect(target)


def to_the_wall(request: HttpRequest) -> HttpResponse:
    """An account that belongs to a wall reads its one page and writes nothing."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return redirect(settings.WALL_PAGE)
    raise PermissionDenied
