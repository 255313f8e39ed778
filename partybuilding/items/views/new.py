"""/meetings/items/new/?decision=12: a decision becomes a task, and one more of the same decision (ux.md G-22)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from partybuilding.items.actions import make
from partybuilding.items.forms.task import NewItemForm
from partybuilding.items.sources import Given, given
from partybuilding.models import ActionItem

PAGE = "items/new.html"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def new(request: HttpRequest) -> HttpResponse:
    known = given(request.user, request.GET, timezone.localdate())
    if known is None:
        raise Http404
    if request.method == "POST":
        return _make(request, known)
    return render_page(request, PAGE, _context(known, _form(request, known, None)))


def _form(asked: HttpRequest, known: Given, data: Any) -> NewItemForm:
    return NewItemForm(data, user=asked.user, now=timezone.now(), first=known.first)


def _context(known: Given, form: NewItemForm, **more: Any) -> dict[str, Any]:
    decision = known.source.decision
    made = list(decision.items.select_related("lead")) if decision is not None else []
    return {"known": known, "form": form, "made": made, "decision": decision, **more}


def _make(asked: HttpRequest, known: Given) -> HttpResponse:
    form, numbers = read_form(asked, lambda data: _form(asked, known, data))
    if numbers or not form.is_valid():
        return form_invalid(asked, PAGE, _context(known, form, numbers=numbers))
    try:
        item = make(form.task(), known.source, actor=signed_in(asked))
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(asked, PAGE, _context(known, form))
    return done(asked, _next(asked, known, item), f"{item.no} 已列入清单，{item.due_on:%-m月%-d日}前完成")


def _next(asked: HttpRequest, known: Given, item: ActionItem) -> str:
    """再转一项 keeps the decision; else the task itself."""
    if asked.POST.get("then") == "again":
        return f"{reverse('items:new')}?{known.key}"
    return item.get_absolute_url()
