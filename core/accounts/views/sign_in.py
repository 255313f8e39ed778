"""The sign-in page and the way out."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts import actions, provider, throttle
from core.accounts.access import ALL_WALLS, open_before, public
from core.accounts.forms import SignInForm
from core.accounts.middleware import ENDED_WORDS
from core.accounts.models import User
from core.accounts.views.returning import next_or_home, rest_page, safe_next
from core.errors import RuleBroken

# One sentence for an unknown account, a wrong password and a disabled account.
WRONG = "账号或密码不对，请再试一次。忘了密码请联系系统管理员"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return (
            redirect(next_or_home(request))
            if request.user.is_authenticated
            else sign_in_form_page(request, SignInForm())
        )
    form = SignInForm(request.POST)
    if not form.is_valid():
        return sign_in_form_page(request, form, status=422)
    try:
        user = actions.sign_in_with_password(request, **form.cleaned_data)
    except throttle.TooManyTries as rest:
        return rest_page(request, rest.until)
    except RuleBroken as broken:
        form.add_error(None, broken.message)
        return sign_in_form_page(request, form, status=422)
    if user is None:
        form.add_error(None, WRONG)
        return sign_in_form_page(request, form, status=422)
    return _inside(request, user)


def _inside(request: HttpRequest, user: User) -> HttpResponse:
    response = redirect(next_or_home(request))
    throttle.remember_device(request, response, user.username)
    return response


def sign_in_form_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    demo = User.objects.filter(is_demo=True, is_active=True, demo_order__isnull=False)
    context = {
        "form": form,
        "next": safe_next(request),
        "ended": ENDED_WORDS.get(getattr(request, "signed_out_because", request.GET.get("ended", "")), ""),
        "identity_label": settings.OIDC_LABEL if provider.is_set_up() else "",
        "demo_people": demo.order_by("demo_order", "pk") if settings.DEMO else (),
    }
    return render(request, "accounts/sign_in.html", context, status=status)


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """settings.AXES_LOCKOUT_CALLABLE: django-axes would replace the page of the sign-in view; ours says more."""
    return (
        response if response.status_code == 429 else rest_page(request, timezone.now() + throttle.cool_off())
    )


@public
@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """「以…身份进入」 of the demo; in a real office the address does not exist."""
    if not settings.DEMO:
        raise Http404
    chosen = request.POST.get("user", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        raise Http404
    listed = User.objects.filter(is_demo=True, is_active=True, demo_order__isnull=False)
    user = get_object_or_404(listed, pk=int(chosen))
    actions.sign_in(request, user, how="demo")
    return redirect(next_or_home(request))


@never_cache
@require_POST
@open_before(*ALL_WALLS)
def sign_out_page(request: HttpRequest) -> HttpResponse:
    actions.sign_out(request)
    response = redirect("accounts:login")
    # The next person at this screen must not page back into what the last one read.
    response["Clear-Site-Data"] = '"cache"'
    return response
