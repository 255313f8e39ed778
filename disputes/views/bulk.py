"""/cases/bulk/: one act on many cases, each in its own transaction, with a word on each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.accounts.access import signed_in
from core.accounts.models import User
from core.errors import RuleBroken
from core.ui.responses import form_invalid, private_page, render_page
from disputes import policies
from disputes.actions import assign, chase
from disputes.forms.bulk import FORMS, MOST, read_picks
from disputes.forms.filters import FilterForm
from disputes.models import Dispute
from disputes.selectors import listing, tabs


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    no: str
    url: str
    title: str
    ok: bool
    words: str


@require_POST
@private_page
def bulk(request: HttpRequest) -> HttpResponse:
    """First the selection comes and the form is shown; then the form comes back and the act is done.

    Not @replayable: that would hold all rows in one transaction. The version of each row makes a resend harmless."""
    now = timezone.now()
    act = request.POST.get("act", "")
    back = f"{reverse('disputes:list')}?{request.POST.get('query', '')}"
    if act not in FORMS:
        return redirect(back)
    picks, total = _picked(request, now)
    if not picks:
        return render_page(request, "disputes/bulk_none.html", {"back": back}, status=422)
    sent = request.POST.get("confirm") == "1"
    form = FORMS[act](request.POST if sent else None, user=request.user)
    context = {"form": form, "act": act, "picks": picks, "total": total, "most": MOST, "back": back}
    if not sent:
        return render_page(request, "disputes/bulk_form.html", context)
    if not form.is_valid():
        return form_invalid(request, "disputes/bulk_form.html", context)
    told = [
        _do_one(signed_in(request), act, pk, version, form.cleaned_data, now) for pk, version in picks.items()
    ]
    return render_page(request, "disputes/bulk_done.html", _told(told, form.title, back))


def _told(results: list[Outcome], title: str, back: str) -> dict[str, Any]:
    """What the page says of it: each case, and how many it worked for."""
    done = sum(one.ok for one in results)
    return {"results": results, "done": done, "failed": len(results) - done, "title": title, "back": back}


def _picked(asked: HttpRequest, now: datetime) -> tuple[dict[int, int], int]:
    """The ticked rows, or all under the filter, at most 200 in the order of the list; and how many there were."""
    if asked.POST.get("all") == "1" and asked.POST.get("confirm") != "1":
        query = QueryDict(asked.POST.get("query", ""))
        tab = query.get("tab", "")
        tab = tab if tab in tabs.KNOWN else tabs.first_tab(asked.user)
        form = FilterForm(query, user=asked.user)
        cases = form.narrow(tabs.in_tab(asked.user, tab, now), now).exclude(no__isnull=True)
        cases = listing.ordered(cases, form.given().get("sort", ""), now)
        return dict(cases.values_list("pk", "version")[:MOST]), cases.count()
    picks = read_picks(asked.POST.getlist("pick"))
    kept = dict(list(picks.items())[:MOST])
    return kept, len(picks)


def _do_one(actor: User, act: str, pk: int, version: int, said: dict[str, Any], now: datetime) -> Outcome:
    case = Dispute.objects.visible_to(actor).filter(pk=pk, no__isnull=False).first()
    if case is None:
        return Outcome("—", "", "", False, "没有找到，或者不在你负责的范围内")
    try:
        if act == "assign":
            holder, _, tier = said["holder"].partition(":")
            # A case already lower than the person's own tier stays where it is and is refused in words.
            person = User.objects.get(pk=int(holder))
            assign(
                case, actor=actor, holder=person, tier=int(tier), note=said["note"], version=version, now=now
            )
        else:
            chase(case, actor=actor, text=said["text"], version=version, now=now)
    except RuleBroken as broken:
        return _outcome(actor, case, broken.message, ok=False)
    return _outcome(actor, case, "已办", ok=True)


def _outcome(actor: User, case: Dispute, words: str, *, ok: bool) -> Outcome:
    shown = case.title if policies.sees_content_by_post(actor, case) else case.get_cause_display()
    return Outcome(case.no or "", case.get_absolute_url(), shown, ok, words)
