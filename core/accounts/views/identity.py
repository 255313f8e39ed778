"""Signing in by the office's identity provider, and binding one's account to it once."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts import actions, provider, step_up
from core.accounts.access import public, signed_in
from core.accounts.forms import SignInForm
from core.accounts.models import Identity
from core.accounts.views.returning import next_or_home, safe_next
from core.accounts.views.sign_in import sign_in_form_page
from core.errors import RuleBroken

# What the journey is for, kept while the person is away at the provider.
NEXT, BINDING = "xg_identity_next", "xg_identity_binding"
UNBOUND = "这个身份还没有绑定账号。先用账号密码登录，在「我的」里绑定一次，以后就能直接进来"


def _pass(request: HttpRequest) -> str:
    """Opens the way to binding from this session's own page only: a link from elsewhere cannot start it."""
    return salted_hmac("core.accounts.bind_identity", request.session.session_key or "").hexdigest()


def _away(request: HttpRequest) -> HttpResponse:
    return provider.send_there(request, request.build_absolute_uri(reverse("accounts:identity_back")))


@public
@never_cache
@require_GET
def identity_start(request: HttpRequest) -> HttpResponse:
    """To the provider, to sign in."""
    if not provider.is_set_up():
        raise Http404
    if request.user.is_authenticated:
        return redirect(next_or_home(request))
    request.session[NEXT] = safe_next(request)
    try:
        return _away(request)
    except provider.Unreachable as broken:
        return _refused(request, broken, status=502)


@public
@never_cache
@require_GET
def identity_back(request: HttpRequest) -> HttpResponse:
    """From the provider: in, or bound, or back to the sign-in page with the reason."""
    if not provider.is_set_up():
        raise Http404
    binding, wanted = request.session.pop(BINDING, None), request.session.pop(NEXT, "")
    try:
        told = provider.read_answer(request)
    except RuleBroken as broken:
        status = 502 if isinstance(broken, provider.Unreachable) else 422
        return _refused(request, broken, status=status, binding=bool(binding))
    if binding and request.user.is_authenticated and signed_in(request).pk == binding:
        return _bind(request, told)
    if actions.sign_in_with_identity(request, issuer=told.issuer, subject=told.subject) is None:
        return _refused(request, RuleBroken("unbound", UNBOUND), status=403)
    return redirect(wanted or settings.LOGIN_REDIRECT_URL)


def _bind(request: HttpRequest, told: provider.Vouched) -> HttpResponse:
    try:
        actions.bind_identity(signed_in(request), issuer=told.issuer, subject=told.subject)
    except RuleBroken as broken:
        return _refused(request, broken, status=422, binding=True)
    messages.success(request, f"已绑定，以后可以用{settings.OIDC_LABEL}登录")
    return redirect("accounts:me")


def _refused(request: HttpRequest, broken: RuleBroken, *, status: int, binding: bool = False) -> HttpResponse:
    if binding:
        messages.error(request, broken.message)
        return redirect("accounts:identity")
    form = SignInForm({})
    form.errors.clear()
    form.add_error(None, broken.message)
    return sign_in_form_page(request, form, status=status)


class BindForm(step_up.StepUpForm):
    """Nothing but who one is, when that was not shown just now."""


@never_cache
@sensitive_post_parameters(step_up.FIELD)
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """/me/identity/: what is bound, and the way to bind or let go. Binding starts after showing once more who one is."""
    if not provider.is_set_up():
        raise Http404
    form = BindForm(request.POST if request.method == "POST" else None, request=request)
    shown = not form.fields or (form.is_bound and form.is_valid())
    context: dict[str, Any] = {
        "form": form,
        "label": settings.OIDC_LABEL,
        "bound": Identity.objects.filter(user=signed_in(request)).first(),
        "go": f"{reverse('accounts:identity_bind')}?go={_pass(request)}" if shown else "",
    }
    failed = form.is_bound and not shown
    return render(request, "accounts/identity.html", context, status=422 if failed else 200)


@never_cache
@require_GET
def identity_bind(request: HttpRequest) -> HttpResponse:
    """To the provider, to bind."""
    if not provider.is_set_up():
        raise Http404
    right = constant_time_compare(request.GET.get("go", ""), _pass(request))
    if not right or step_up.is_due(request):
        return redirect("accounts:identity")
    request.session[BINDING] = signed_in(request).pk
    try:
        return _away(request)
    except provider.Unreachable as broken:
        return _refused(request, broken, status=502, binding=True)


@never_cache
@require_POST
def identity_unbind(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    gone = actions.unbind_identity(user, actor=user)
    messages.success(request, "已解除绑定" if gone else "没有绑定")
    return redirect("accounts:identity" if provider.is_set_up() else "accounts:me")
