"""/track/: the resident's page. No sign-in, no script needed, nothing kept by any cache."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import public
from core.errors import RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import form_invalid, private_page, render_page
from disputes.actions import citizen_rate, citizen_reopen
from disputes.choices import State
from disputes.forms.track import RateForm, RateWhistleForm, ReopenForm, TrackForm
from disputes.models import Dispute
from disputes.selectors.track import find, tracked
from disputes.whistles.actions import rate_resident

NOT_FOUND = "没有查到。请对照回执，看看编号和查询码有没有写错；还不行请打街道电话"
NOT_RATABLE = "这一次已经评价过，或者现在不能评价"
WORDS = {"rated": "谢谢您的评价", "asked": "已经收到，我们会尽快答复您"}


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def track(request: HttpRequest) -> HttpResponse:
    """GET looks, POST rates or says 「没解决」."""
    sent = request.POST if request.method == "POST" else request.GET
    if "no" not in sent and "c" not in sent:
        return render_page(request, "public/track.html", {"form": TrackForm()})
    form = TrackForm(sent)
    if not form.is_valid():
        return form_invalid(request, "public/track.html", {"form": form})
    case = find(form.cleaned_data["no"], form.cleaned_data["c"])
    if case is None:
        return _unknown(request, form)
    if request.method == "POST":
        about_whistle = request.POST.get("what") == "whistle"
        return _rate_whistle(request, case) if about_whistle else _say(request, case)
    return _page(request, case)


def _unknown(asked: HttpRequest, form: TrackForm) -> HttpResponse:
    """The same words, status and length of work for a wrong number and a wrong code."""
    form.add_error(None, NOT_FOUND)
    return render_page(asked, "public/track.html", {"form": form}, status=404)


def _page(asked: HttpRequest, case: Dispute, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "found": tracked(case, timezone.now()),
        "rate": forms.get("rate") or RateForm(auto_id="rate_%s"),
        "reopen": forms.get("reopen") or ReopenForm(auto_id="reopen_%s"),
        "rate_whistle": forms.get("whistle") or RateWhistleForm(auto_id="whistle_%s"),
        "said": WORDS.get(asked.GET.get("said", ""), ""),
        "refused": forms.get("refused", ""),
    }
    return render_page(asked, "public/tracked.html", context, status=status)


def _not_now(case: Dispute, asks: bool) -> str:
    """Why the resident's word cannot be taken now. Of a restricted case only the state is told, so nothing is taken."""
    found = tracked(case, timezone.now())
    if (found.may_reopen if asks else found.may_rate) and not case.is_restricted:
        return ""
    if case.is_restricted:
        return "这件事请直接和给您办事的人说"
    if case.state not in (State.CLOSED, State.ARCHIVED):
        return "这件事现在不能在这里评价或要求重办，请打街道电话"
    return "办结已超过30天。还有问题请重新反映，并说明原编号"


@replayable
def _rate_whistle(request: HttpRequest, case: Dispute) -> HttpResponse:
    """The resident's word on what a department did; the whistle is named by its number and must be this case's."""
    form = RateWhistleForm(request.POST, auto_id="whistle_%s")
    waiting = tracked(case, timezone.now()).to_rate
    whistle = next((one for one in waiting if one.no == request.POST.get("w")), None)
    if whistle is None:
        return _page(request, case, status=422, refused=NOT_RATABLE)
    if form.is_valid():
        try:
            rate_resident(whistle, **form.answers())
            query = urlencode({"no": case.no, "c": case.receipt_code, "said": "rated"})
            return redirect(f"{reverse('public:track')}?{query}")
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return _page(request, case, status=422, whistle=form)


@replayable
def _say(request: HttpRequest, case: Dispute) -> HttpResponse:
    asks = request.POST.get("what") == "reopen"
    form = (
        ReopenForm(request.POST, auto_id="reopen_%s") if asks else RateForm(request.POST, auto_id="rate_%s")
    )
    if refused := _not_now(case, asks):
        return _page(request, case, status=422, refused=refused)
    if form.is_valid():
        try:
            if asks:
                citizen_reopen(case, text=form.cleaned_data["text"])
            else:
                citizen_rate(case, **form.cleaned_data)
            query = urlencode({"no": case.no, "c": case.receipt_code, "said": "asked" if asks else "rated"})
            return redirect(f"{reverse('public:track')}?{query}")
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return _page(request, case, status=422, **{"reopen" if asks else "rate": form})
