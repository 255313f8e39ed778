"""Choosing a new password."""

from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts import actions, throttle
from core.accounts.access import PASSWORD, open_before, signed_in
from core.accounts.forms import PasswordForm
from core.accounts.passwords import why_change
from core.accounts.views.returning import rest_page, safe_next
from core.errors import RuleBroken


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@open_before(PASSWORD)
def change(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = PasswordForm(request.POST) if request.method == "POST" else PasswordForm()
    if form.is_bound and form.is_valid():
        old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
        try:
            actions.change_password_here(request, user, old=old, new=new)
        except throttle.TooManyTries as rest:
            return rest_page(request, rest.until)
        except RuleBroken as broken:
            form.add_error(broken.field or None, broken.message)
        else:
            messages.success(request, "密码已换好，其他设备上的登录都已退出")
            return redirect(safe_next(request) or "accounts:me")
    return _page(request, form)


def _page(request: HttpRequest, form: PasswordForm) -> HttpResponse:
    why = why_change(signed_in(request), now=timezone.now())
    context = {
        "form": form,
        "why": why,
        "layout": "base_public.html" if why else "base.html",
        "rules": password_validators_help_texts(),
        "next": safe_next(request),
    }
    return render(request, "accounts/password.html", context, status=422 if form.is_bound else 200)
