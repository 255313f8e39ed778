"""/opinions/new/: at the desk, by telephone, on a community day, or one more after a visit."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.clocks.selectors import clocks_for
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from grids.selectors.picking import place_options
from residents.actions.opinions import raise_opinion, settle_on_spot
from residents.choices_visits import Channel
from residents.flows.opinions import KIND
from residents.forms.opinion_new import SPOT, OpinionForm
from residents.models import Household, LeaderContact, Opinion, Visit
from residents.views.visits_find import contact_named, household_named, refuse_outsiders, visit_or_404


class Behind:
    """What the opinion hangs on, by the address: a visit, a home, a leader's contact."""

    def __init__(self, asked: HttpRequest) -> None:
        named = asked.GET.get("visit", "")
        self.visit: Visit | None = visit_or_404(asked, named) if named else None
        self.household: Household | None = household_named(asked, asked.GET.get("household", ""))
        self.contact: LeaderContact | None = contact_named(asked, asked.GET.get("contact", ""))
        if self.visit is not None:
            self.household, self.contact = self.visit.household, self.visit.contact

    def first_values(self) -> dict[str, Any]:
        place = self.visit.place if self.visit else None
        if place is None and self.household is not None:
            place = self.household.dwelling.building
        channel = Channel.LEADER if self.contact else Channel.VISIT if self.visit else Channel.DESK
        return {"place": place.pk if place else None, "channel": channel}

    def facts(self) -> dict[str, Any]:
        return {"visit": self.visit, "household": self.household, "contact": self.contact}


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new(request: HttpRequest) -> HttpResponse:
    refuse_outsiders(request)
    behind = Behind(request)
    if request.method == "POST" and request.POST.get("step") != "find":
        return _raise(request)
    form = _form(request, behind, request.POST if request.method == "POST" else None)
    if form.is_bound:
        unjudged(form)
    return render_page(request, "opinions/new.html", _context(request, form, behind))


def _form(asked: HttpRequest, behind: Behind, data: Any) -> OpinionForm:
    files = asked.FILES if data is not None else None
    return OpinionForm(data, files, user=asked.user, initial=behind.first_values())


def _context(asked: HttpRequest, form: OpinionForm, behind: Behind, **more: Any) -> dict[str, Any]:
    chosen = number_of(str(form["place"].value() or ""))
    ticked = [chosen] if chosen is not None else []
    text = asked.POST.get("place_q", "")[:60]
    places = place_options(asked.user, text, ticked)
    return {
        "form": form,
        "behind": behind,
        "places": places,
        "place_q": text,
        "chosen": chosen,
        "action": asked.get_full_path(),
        **more,
    }


@replayable
def _raise(request: HttpRequest) -> HttpResponse:
    behind = Behind(request)
    form, numbers = read_form(request, lambda data: _form(request, behind, data))
    if numbers or not form.is_valid():
        return form_invalid(request, "opinions/new.html", _context(request, form, behind, numbers=numbers))
    try:
        opinion = _carry_out(request, form, behind)
    except RuleBroken as broken:
        field = broken.field if broken.field in form.fields else "place" if broken.code == "place" else ""
        add_rule_error(form, RuleBroken(broken.code, broken.message, field=field))
        return form_invalid(request, "opinions/new.html", _context(request, form, behind))
    return done(request, opinion.get_absolute_url(), _words(opinion))


def _carry_out(asked: HttpRequest, form: OpinionForm, behind: Behind) -> Opinion:
    me, said, told = signed_in(asked), form.cleaned_data, form.told(**behind.facts())
    with transaction.atomic():
        if said["way"] == SPOT:
            opinion = settle_on_spot(
                told,
                actor=me,
                category=said["category"],
                answer=said["answer"],
                handled=said["handled"],
                satisfaction=said["satisfaction"],
            )
        else:
            opinion = raise_opinion(told, actor=me)
        for upload in said["photos"]:
            attach_photo(upload, subject_kind=KIND, subject_id=opinion.pk, actor=me, purpose="intake")
    return opinion


def _words(opinion: Opinion) -> str:
    """By when the resident is to hear."""
    clock = next((one for one in clocks_for(KIND, opinion.pk) if one.is_live), None)
    due = f"，{clock.due_words(timezone.localtime())}前要答复居民" if clock else "，已当场答复"
    return f"{opinion.no} 已登记{due}"
