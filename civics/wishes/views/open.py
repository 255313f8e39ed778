"""/open/wishes/: what waits to be claimed, for everybody. No sign-in, no script needed; nobody's name is on it."""

import hmac
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civics.models import MicroWish
from civics.public import TooMany, count_write
from civics.wishes.actions import confirm, leave_claim, withdraw
from civics.wishes.choices import OPEN_STATES, WishState
from civics.wishes.flow import WISHES
from civics.wishes.forms.open import FeedbackForm, OfferForm, OwnForm, WithdrawOwnForm
from core.accounts.access import public
from core.errors import RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import form_invalid, private_page, render_page

ROWS_A_PAGE, STORIES = 20, 6
NOT_FOUND = "没有查到。请对照小票，看看编号和查询码有没有写错；还不行请打社区电话"
_SHOWN = ("no", "kind", "title", "text", "amount", "published_at", "community__name")
WORDS = {"confirmed": "谢谢您，已经记下您收到了", "withdrawn": "心愿已撤回"}


@public
@require_GET
def wish_list(request: HttpRequest) -> HttpResponse:
    """Three queries at any size."""
    rows = MicroWish.objects.published().select_related("community").only(*_SHOWN).order_by("-published_at", "-pk")  # fmt: skip
    told = MicroWish.objects.exclude(story="").order_by("-confirmed_at").only("title", "story")
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "stories": list(told[:STORIES]),
    }
    return render_page(request, "wishes/open_list.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def wish(request: HttpRequest, no: str) -> HttpResponse:
    """One wish, and the form to offer help. What is not published is not here."""
    known: Any = WISHES.queryset()
    found = known.published().filter(no=no).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        context = {"wish": found, "form": OfferForm(), "left": request.GET.get("left") == "1"}
        return render_page(request, "wishes/open_wish.html", context)
    form = OfferForm(request.POST)
    if form.is_valid():
        try:
            count_write(request, "wish_claim", timezone.now())
            leave_claim(found, form.offer())
            return redirect(f"{reverse('open_wishes:wish', args=[no])}?left=1")
        except RuleBroken as broken:
            return _refused(request, form, broken, "wishes/open_wish.html", {"wish": found})
    return form_invalid(request, "wishes/open_wish.html", {"wish": found, "form": form})


def _refused(asked: HttpRequest, form: Any, broken: RuleBroken, page: str, context: Any) -> HttpResponse:
    """What was typed stays; too much from one place is a 429."""
    add_rule_error(form, broken)
    status = 429 if isinstance(broken, TooMany) else 422
    return render_page(asked, page, {"form": form, "has_errors": True, **context}, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def own(request: HttpRequest) -> HttpResponse:
    """The wisher's own page by number and code: where it stands, 「收到了」, 「不要了」."""
    sent = request.POST if request.method == "POST" else request.GET
    if "no" not in sent and "c" not in sent:
        return render_page(request, "wishes/open_own.html", {"form": OwnForm()})
    form = OwnForm(sent)
    if not form.is_valid():
        return form_invalid(request, "wishes/open_own.html", {"form": form})
    found = _own(form.cleaned_data["no"], form.cleaned_data["c"])
    if found is None:
        form.add_error(None, NOT_FOUND)
        return render_page(request, "wishes/open_own.html", {"form": form}, status=404)
    if request.method == "POST" and request.POST.get("what") in ("confirm", "withdraw"):
        return _say(request, found)
    return _page(request, found)


def _own(no: str, code: str) -> MicroWish | None:
    """The same words and length of work for a wrong number and a wrong code."""
    found = WISHES.queryset().filter(no=no).first()
    right = hmac.compare_digest((found.code if found else "-" * 8).encode(), code.encode())
    return found if right else None


def _page(asked: HttpRequest, found: MicroWish, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "wish": found,
        "said": WORDS.get(asked.GET.get("said", ""), ""),
        "may_confirm": found.state == WishState.DELIVERED,
        "may_withdraw": found.state in OPEN_STATES,
        "feedback": FeedbackForm(auto_id="feedback_%s"),
        "leaving": WithdrawOwnForm(auto_id="withdraw_%s"),
        **more,
    }
    return render_page(asked, "wishes/open_mine.html", context, status=status)


@replayable
def _say(request: HttpRequest, found: MicroWish) -> HttpResponse:
    leaves = request.POST.get("what") == "withdraw"
    form = (
        WithdrawOwnForm(request.POST, auto_id="withdraw_%s")
        if leaves
        else FeedbackForm(request.POST, auto_id="feedback_%s")
    )
    refused = ""
    if form.is_valid():
        try:
            count_write(request, "wish_own", timezone.now(), who=found.no)
            (withdraw if leaves else confirm)(found, actor=None, **form.cleaned_data)
            said = "withdrawn" if leaves else "confirmed"
            query = urlencode({"no": found.no, "c": found.code, "said": said})
            return redirect(f"{reverse('open_wishes:own')}?{query}")
        except RuleBroken as broken:
            refused = broken.message
    return _page(request, found, status=422, refused=refused, **{"leaving" if leaves else "feedback": form})
