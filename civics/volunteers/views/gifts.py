"""/civics/volunteers/gifts/: the common account that volunteers give to, and what neighbours in need were helped with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civics.credits.actions import hand_out
from civics.credits.selectors import gift_balance, statement
from civics.volunteers.forms.new import GiftForm
from civics.volunteers.views.staff import keeper_only, new_page
from core.accounts.access import signed_in
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.responses import private_page, render_page

FIRST_YEAR = 2020


@require_GET
@private_page
def gifts(request: HttpRequest) -> HttpResponse:
    keeper_only(request, "爱心积分")
    this = timezone.localdate().year
    year = min(max(number_of(request.GET.get("year", "")) or this, FIRST_YEAR), this)
    context: dict[str, Any] = {
        "told": statement(None, year),
        "balance": gift_balance(),
        "years": (this - 1, this),
    }
    return render_page(request, "volunteers/gifts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def gift_new(request: HttpRequest) -> HttpResponse:
    keeper_only(request, "爱心积分")
    words = {"label": "用爱心积分", "back_url": reverse("volunteers:gifts"), "back": "爱心积分"}
    return new_page(
        request,
        lambda data=None: GiftForm(data),
        lambda form: hand_out(**form.cleaned_data, actor=signed_in(request), now=timezone.now()),
        words,
        lambda made: f"已用{made.entries.filter(amount__gt=0).get().amount:f}个爱心积分",
    )
