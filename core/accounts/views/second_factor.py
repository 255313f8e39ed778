"""Binding the authenticator app and showing its codes at sign-in."""

import math
from datetime import datetime

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts import actions
from core.accounts.access import ENROL, VERIFY, open_before, signed_in
from core.accounts.forms import CodeForm, FirstCodeForm, RecoveryForm
from core.accounts.middleware import has_shown_factor
from core.accounts.models import CodeDevice, RecoverySet
from core.accounts.roles import must_have_second_factor
from core.accounts.views.returning import next_or_home, safe_next


@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@open_before(VERIFY)
def verify(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    recovery = request.GET.get("how") == "recovery"
    device = (RecoverySet if recovery else CodeDevice).objects.filter(user=user, confirmed=True).first()
    if device is None:
        return redirect(VERIFY) if recovery else redirect(ENROL)
    form_class = RecoveryForm if recovery else CodeForm
    form = form_class(request.POST) if request.method == "POST" else form_class()
    if form.is_bound and form.is_valid():
        if actions.try_second_factor(request, user, device=device, token=form.cleaned_data["token"]):
            return redirect(next_or_home(request))
        form.add_error("token", _why_refused(device))
    issuer, wanted = settings.OTP_TOTP_ISSUER, safe_next(request)
    context = {"form": form, "recovery": recovery, "issuer": issuer, "next": wanted}
    return render(request, "accounts/verify.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@open_before(ENROL)
def enrol(request: HttpRequest) -> HttpResponse:
    """Scan, type the first code, get the recovery codes. A bound app is replaced only from a session that showed it."""
    user = signed_in(request)
    bound = user.codedevice_set.filter(confirmed=True).exists()
    if bound and not has_shown_factor(request):
        return redirect(VERIFY)
    form = FirstCodeForm(request.POST) if request.method == "POST" else FirstCodeForm()
    device = actions.prepare_code_device(user)
    if form.is_bound and form.is_valid():
        done = actions.confirm_code_device(user, token=form.cleaned_data["token"], actor=user)
        if done is not None:
            actions.pass_second_factor(request, user, device=done[0])
            return _codes_page(request, done[1])
        form.add_error("token", _why_refused(device))
    return _enrol_page(request, form, device, walled=not bound and must_have_second_factor(user))


def _enrol_page(
    request: HttpRequest, form: FirstCodeForm, device: CodeDevice, *, walled: bool
) -> HttpResponse:
    context = {
        "form": form,
        "device": device,
        "picture": segno.make(device.address, error="m").svg_data_uri(scale=5, border=2),
        "bound": has_shown_factor(request),
        "walled": walled,
        "layout": "base_public.html" if walled else "base.html",
        "next": safe_next(request),
    }
    return render(request, "accounts/enrol.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    if not has_shown_factor(request):
        messages.info(request, "先用身份验证器验证一次，再换恢复码")
        return redirect(VERIFY)
    user = signed_in(request)
    return _codes_page(request, actions.renew_recovery_codes(user, actor=user))


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "onward": next_or_home(request)})


def _why_refused(device: CodeDevice | RecoverySet) -> str:
    device.refresh_from_db()
    until = device.wait_until()
    tail = f"请等{_seconds(until)}再试" if until else "请再试一次"
    if isinstance(device, RecoverySet):
        return f"恢复码不对或已经用过。{tail}"
    return f"验证码不对或已经用过。等手机上换一个新码，{tail}"


def _seconds(until: datetime) -> str:
    left = max(1, math.ceil((until - timezone.now()).total_seconds()))
    return f"{left}秒" if left < 60 else f"{math.ceil(left / 60)}分钟"
