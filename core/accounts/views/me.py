"""「我的」: the person's own account."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.accounts import actions, provider, roles, sessions
from core.accounts.access import ALL_WALLS, open_before, signed_in
from core.accounts.models import Identity, RecoveryCode, User
from core.accounts.views.returning import safe_next

# core.ui.context reads the same cookies: the screen's own choice goes before the account's.
FONT_COOKIE = "xg_font"
THEME_COOKIE = "xg_theme"
_YEAR = 365 * 24 * 3600


@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    device = user.codedevice_set.filter(confirmed=True).first()
    context = {
        "roles": roles.role_words(user),
        "fonts": User.Font.choices,
        "themes": User.Theme.choices,
        "device": device,
        "codes_left": RecoveryCode.objects.filter(recovery_set__user=user).count() if device else 0,
        "identity_label": settings.OIDC_LABEL if provider.is_set_up() else "",
        "identity": Identity.objects.filter(user=user).first() if provider.is_set_up() else None,
        "must_have": roles.must_have_second_factor(user),
        "sign_ins": sessions.open_rows(user.pk, now=timezone.now())[:50],
        "most_places": settings.SESSIONS_PER_ACCOUNT,
        "this_sign_in": request.session.get(sessions.SIGN_IN),
    }
    return render(request, "accounts/me.html", context)


@require_POST
@open_before(*ALL_WALLS)
def display(request: HttpRequest) -> HttpResponse:
    """Font, theme and single keys, from 「我的」, the menu or the 大字 button of any page."""
    font, theme = request.POST.get("font"), request.POST.get("theme")
    keys = "single_keys" in request.POST if "keys_asked" in request.POST else None
    actions.set_display(signed_in(request), font=font, theme=theme, single_keys=keys)
    quiet = bool(request.headers.get("HX-Request")) or request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse(status=204) if quiet else redirect(safe_next(request) or "accounts:me")
    for cookie, value, allowed in (
        (FONT_COOKIE, font, User.Font.values),
        (THEME_COOKIE, theme, User.Theme.values),
    ):
        if value in allowed:
            response.set_cookie(cookie, value or "", max_age=_YEAR, samesite="Lax")
    return response


@never_cache
@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    ended = actions.sign_out_elsewhere(request, signed_in(request))
    messages.success(request, f"已退出另外{ended}处登录" if ended else "没有别的登录")
    return redirect("accounts:me")
