"""/hotline/new/: a ticket as it stands on the city's platform."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.clocks.selectors import clocks_for
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from disputes.hotline import policies
from disputes.hotline.actions import receive
from disputes.hotline.flow import KIND
from disputes.hotline.forms.new import TicketForm
from disputes.models import HotlineTicket
from grids.selectors.picking import place_options

PAGE = "hotline/new.html"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new(request: HttpRequest) -> HttpResponse:
    if not policies.may_receive(request.user):
        raise NotAllowed("role", "热线工单由街道综治中心登记")
    if request.method == "POST" and request.POST.get("step") != "find":
        return _receive(request)
    form = _form(request, request.POST if request.method == "POST" else None)
    if form.is_bound:
        unjudged(form)
    return render_page(request, PAGE, _context(request, form))


def _form(asked: HttpRequest, data: Any) -> TicketForm:
    return TicketForm(data, user=asked.user, now=timezone.now())


def _context(asked: HttpRequest, form: TicketForm, **more: Any) -> dict[str, Any]:
    chosen = number_of(str(form["place"].value() or ""))
    text = asked.POST.get("place_q", "")[:60]
    places = place_options(asked.user, text, [chosen] if chosen is not None else [])
    return {"form": form, "places": places, "place_q": text, "chosen": chosen, "action": asked.path, **more}


@replayable
def _receive(request: HttpRequest) -> HttpResponse:
    form, numbers = read_form(request, lambda data: _form(request, data))
    if numbers or not form.is_valid():
        return form_invalid(request, PAGE, _context(request, form, numbers=numbers))
    try:
        ticket = receive(form.told(), actor=signed_in(request))
    except NotAllowed:
        raise
    except RuleBroken as broken:
        # What the clock refuses is a matter of the platform's moment.
        field = "due_given" if broken.field == "due_at" else broken.field
        add_rule_error(form, RuleBroken(broken.code, broken.message, field=field))
        return form_invalid(request, PAGE, _context(request, form))
    return done(request, ticket.get_absolute_url(), _words(ticket))


def _words(ticket: HotlineTicket) -> str:
    """By when it must be answered."""
    clock = next((one for one in clocks_for(KIND, ticket.pk) if one.is_live), None)
    due = f"，{clock.due_words(timezone.localtime())}前要答复" if clock else ""
    return f"{ticket.no} 已登记{due}"
