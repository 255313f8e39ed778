"""/visits/new/ and /visits/plan/: one screen each, made for a thumb; nothing needs a script."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.selectors import clocks_for
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.replay.recorded import recorded_of
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.words import local_dt
from grids.models import Area, Grid
from grids.selectors.picking import pickable, place_options
from residents.actions.opinions import Told
from residents.actions.visits import note_at_door, plan_visit
from residents.choices_visits import Channel
from residents.flows.opinions import KIND as OPINION
from residents.forms.visits import PlanForm, VisitForm, tomorrow_at_ten
from residents.models import LeaderContact, Opinion, Visit
from residents.selectors.campaigns import running_for
from residents.selectors.doors import doors_of, last_place, stairwells
from residents.selectors.opinions import opinions_of
from residents.views.visits_find import contact_named, household_named, refuse_outsiders, visit_or_404

LOOKING = ("find", "doors")


@dataclass
class Where:
    """The place and door that the form opens with or was sent with."""

    place: Area | None
    door: str
    contact: LeaderContact | None

    @property
    def grid(self) -> Grid | None:
        return Grid.for_building(self.place.pk) if self.place and self.place.level == "building" else None


def _where(asked: HttpRequest) -> Where:
    """What was ticked; else the home of the address; else the building one stood at last."""
    contact = contact_named(asked, asked.GET.get("contact", ""))
    if asked.method == "POST":
        return Where(_place(asked, asked.POST.get("place", "")), asked.POST.get("door", ""), contact)
    if home := household_named(asked, asked.GET.get("household", "")):
        return Where(_place(asked, str(home.dwelling.building_id)), f"h{home.pk}", contact)
    if named := asked.GET.get("place", ""):
        return Where(_place(asked, named), "", contact)
    return Where(None if contact else last_place(signed_in(asked)), "", contact)


def _place(asked: HttpRequest, text: str) -> Area | None:
    pk = number_of(text)
    return pickable(asked.user).filter(pk=pk).first() if pk else None


def _context(asked: HttpRequest, form: Any, where: Where, **more: Any) -> dict[str, Any]:
    text = asked.POST.get("place_q", "")[:60]
    ticked = [where.place.pk] if where.place else []
    places = place_options(asked.user, text, ticked)
    if not ticked and len(places) == 1:
        where.place = _place(asked, str(places[0].pk))
    doors = doors_of(asked.user, where.place)
    return {
        "form": form,
        "where": where,
        "places": places,
        "chosen": where.place.pk if where.place else None,
        "place_q": text,
        "stairwells": stairwells(doors, where.door),
        "action": asked.get_full_path(),
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new(request: HttpRequest) -> HttpResponse:
    """走访登记."""
    refuse_outsiders(request)
    where = _where(request)
    if request.method == "POST" and request.POST.get("step") not in LOOKING:
        return _log(request)
    form = _visit_form(request, where, request.POST if request.method == "POST" else None)
    if form.is_bound:
        form = unjudged(form)
    return render_page(request, "visits/new.html", _context(request, form, where))


def _visit_form(asked: HttpRequest, where: Where, data: Any = None) -> VisitForm:
    files = asked.FILES if data is not None else None
    return VisitForm(
        data,
        files,
        user=asked.user,
        campaigns=running_for(asked.user, timezone.localdate()),
        contact=where.contact,
    )


@replayable
def _log(request: HttpRequest) -> HttpResponse:
    where = _where(request)
    form, numbers = read_form(request, lambda data: _visit_form(request, where, data))
    if numbers or not form.is_valid():
        return form_invalid(request, "visits/new.html", _context(request, form, where, numbers=numbers))
    try:
        visit, _ = _carry_out(request, form, where)
    except NotAllowed as refused:
        # The place is theirs to change on the form; a role that never visits was refused before.
        add_rule_error(form, RuleBroken(refused.code, refused.message, field="place"))
        return form_invalid(request, "visits/new.html", _context(request, form, where))
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, "visits/new.html", _context(request, form, where))
    return redirect("visits:thanks", visit.no)


def _carry_out(asked: HttpRequest, form: VisitForm, where: Where) -> tuple[Visit, Opinion | None]:
    said = form.cleaned_data
    door = said["where"]
    told = None
    if said["opinion_text"]:
        told = Told(
            place=door.place,
            text=said["opinion_text"],
            channel=Channel.LEADER if where.contact else Channel.VISIT,
            place_detail="" if door.dwelling else door.detail,
            dwelling=door.dwelling,
            household=door.household,
            contact=where.contact,
        )
    return note_at_door(
        door,
        form.made(asked=tuple(said["asked"])),
        actor=signed_in(asked),
        kind=said["kind"],
        said=told,
        campaign=said["campaign"],
        contact=where.contact,
        photos=said["photos"],
        recorded_at=recorded_of(asked),
    )


@require_GET
@private_page
def thanks(request: HttpRequest, no: str) -> HttpResponse:
    """What was noted, by when an answer is owed, and what one may do next."""
    visit = visit_or_404(request, no)
    opinion = next(iter(opinions_of(request.user, visit=visit)), None)
    clock = next((one for one in clocks_for(OPINION, opinion.pk) if one.is_live), None) if opinion else None
    context = {
        "visit": visit,
        "opinion": opinion,
        "reply_due": clock.due_words(timezone.localtime()) if clock else "",
        "later": Visit.objects.filter(follows=visit).first(),
    }
    return render_page(request, "visits/thanks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def plan(request: HttpRequest) -> HttpResponse:
    """约走访."""
    refuse_outsiders(request)
    where = _where(request)
    if request.method == "POST" and request.POST.get("step") not in LOOKING:
        return _agree(request)
    form = _plan_form(request, where, request.POST if request.method == "POST" else None)
    if form.is_bound:
        form = unjudged(form)
    return render_page(request, "visits/plan.html", _context(request, form, where))


def _plan_form(asked: HttpRequest, where: Where, data: Any = None) -> PlanForm:
    first = {"planned_at": tomorrow_at_ten(timezone.localdate()), "workers": [str(asked.user.pk)]}
    return PlanForm(
        data,
        user=asked.user,
        campaigns=running_for(asked.user, timezone.localdate()),
        contact=where.contact,
        place=where.place,
        grid=where.grid,
        initial=first,
    )


@replayable
def _agree(request: HttpRequest) -> HttpResponse:
    where = _where(request)
    form = _plan_form(request, where, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            visit = plan_visit(
                said["where"],
                actor=signed_in(request),
                planned_at=said["planned_at"],
                campaign=said["campaign"],
                contact=where.contact,
                workers=form.going(),
                note=said["note"],
            )
        except RuleBroken as broken:
            field = "place" if isinstance(broken, NotAllowed) else broken.field
            add_rule_error(form, RuleBroken(broken.code, broken.message, field=field))
        else:
            words = f"约好了：{local_dt(visit.planned_at)}，{visit.address}"
            return done(request, visit.get_absolute_url(), words)
    return form_invalid(request, "visits/plan.html", _context(request, form, where))


@require_GET
@private_page
def doors(request: HttpRequest) -> HttpResponse:
    """The doors of the building that was ticked; a part of the form."""
    refuse_outsiders(request)
    place = _place(request, request.GET.get("place", ""))
    held = stairwells(doors_of(request.user, place), request.GET.get("door", ""))
    context = {"stairwells": held, "where": Where(place, "", None)}
    return render_page(request, "visits/doors.html", context, partial="visits/_doors_swap.html")


@require_GET
@private_page
def places(request: HttpRequest) -> HttpResponse:
    """The picker's lines for what was typed."""
    refuse_outsiders(request)
    place, text = _place(request, request.GET.get("place", "")), request.GET.get("place_q", "")[:60]
    found = place_options(request.user, text, [place.pk] if place else [])
    context = {"places": found, "chosen": place.pk if place else None, "place_q": text}
    return render_page(request, "visits/places.html", context, partial="grids/_places.html")
