"""/hazards/: the list, and telling a hazard on one screen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.selectors import live_clock
from core.errors import NotAllowed, RuleBroken
from core.flow.lights import light_of
from core.replay.decorators import replayable
from core.replay.recorded import recorded_of
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import form_invalid, private_page, render_page
from grids import policies_field
from grids.actions.hazards import Finding, report_hazard, settle
from grids.choices_field import HazardDanger, HazardSource
from grids.engine import KIND
from grids.forms.hazard_filter import HazardFilter
from grids.forms.hazards import SETTLED, FindingForm, active_items
from grids.grading import suggest
from grids.models import Hazard, PatrolPoint
from grids.querysets_field import FIELD_ROLES
from grids.scope import Scope
from grids.selectors import hazards as listing
from grids.selectors.limits import limit_words
from grids.selectors.picking import place_options
from grids.views.emergencies import EMERGENCIES

PAGE = 25
NOT_YOURS = "你的岗位不看隐患。发现隐患请告诉所在社区，或打街道电话"


@dataclass(frozen=True)
class Row:
    """One hazard as the list shows it."""

    hazard: Hazard
    title: str
    address: str
    light: str
    light_words: str


def may_look(asked: HttpRequest) -> Scope:
    scope = Scope.of(asked.user)
    if not scope.roles & FIELD_ROLES:
        raise NotAllowed("role", NOT_YOURS)
    return scope


def may_find(asked: HttpRequest) -> None:
    if not policies_field.finds(Scope.of(asked.user)):
        raise NotAllowed("role", "你的岗位不登记隐患。请告诉所在社区，由社区登记")


@require_GET
@private_page
def hazard_list(request: HttpRequest) -> HttpResponse:
    scope, now, user = may_look(request), timezone.now(), request.user
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in listing.TABS else listing.first_tab(user)
    form = HazardFilter(request.GET, user=user)
    found = listing.ordered(
        form.narrow(listing.in_tab(user, tab, now), now), form.given().get("sort", ""), now
    )
    page = Paginator(listing.rows(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": listing.tabs(user, tab, now),
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "rows": [_row(hazard, user, now) for hazard in page],
        "page": page,
        "may_find": policies_field.finds(scope),
    }
    return render_page(request, "hazards/list.html", context)


def _row(hazard: Hazard, user: Any, now: datetime) -> Row:
    """A supervisor reads the class and the community instead of the thing and its address."""
    light, words = light_of(hazard, now)
    content = policies_field.sees_content(user, hazard)
    title = hazard.title if content else hazard.item.checklist.name
    address = hazard.address if content else hazard.community.name
    return Row(hazard, title, address, light, words)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def hazard_new(request: HttpRequest) -> HttpResponse:
    may_find(request)
    if request.method != "POST":
        return render_page(request, "hazards/new.html", _context(request, _form(request)))
    if request.POST.get("step") == "find":
        form = _form(request)
        unjudged(form)
        return render_page(request, "hazards/new.html", _context(request, form))
    return _report(request)


def _form(asked: HttpRequest, data: Any = None) -> FindingForm:
    sent = data or (asked.POST if asked.method == "POST" else None)
    files = asked.FILES if asked.method == "POST" else None
    point = _point(asked)
    place = point.place_id if point else number_of(asked.GET.get("place", ""))
    first = {"place": place, "place_detail": point.name if point else ""} if place else {}
    return FindingForm(sent, files, user=asked.user, items=active_items(), initial=first)


def _point(asked: HttpRequest) -> PatrolPoint | None:
    """The point of the route that one came from."""
    pk = number_of(asked.POST.get("point", "") or asked.GET.get("point", ""))
    points = PatrolPoint.objects.visible_to(asked.user).active().select_related("route__grid", "place")
    return points.filter(pk=pk).first() if pk else None


@replayable
def _report(request: HttpRequest) -> HttpResponse:
    form, numbers = read_form(request, lambda data: _form(request, data))
    if not form.is_valid() or numbers:
        return _again(request, form, numbers=numbers)
    try:
        hazard = _carry_out(request, form.cleaned_data)
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return _again(request, form)
    return redirect("hazards:thanks", hazard.no)


def _again(asked: HttpRequest, form: FindingForm, **more: Any) -> HttpResponse:
    return form_invalid(asked, "hazards/new.html", _context(asked, form, **more))


def _carry_out(asked: HttpRequest, said: dict[str, Any]) -> Hazard:
    """Report it and, when it is gone already, say so in the same transaction."""
    me, point = signed_in(asked), _point(asked)
    finding = Finding(
        point=point if point and policies_field.may_walk(me, point.route.grid) else None,
        recorded_at=recorded_of(asked),
        source=said["source"] or HazardSource.PATROL,
        **{
            name: said[name]
            for name in (
                "place", "item", "place_detail", "summary", "danger", "called", "grade", "limit", "grade_reason",
            )
        },
    )  # fmt: skip
    with transaction.atomic():
        hazard = report_hazard(finding, actor=me, photos=said["photos"])
        if said["way"] == SETTLED:
            told = {name: said[name] for name in ("what", "after", "without_photo")}
            settle(hazard, actor=me, **told)
    return hazard


def _context(asked: HttpRequest, form: FindingForm, **more: Any) -> dict[str, Any]:
    chosen = number_of(str(form["place"].value() or ""))
    text = asked.POST.get("place_q", "")[:60]
    places = place_options(asked.user, text, [chosen] if chosen else [])
    if chosen is None and len(places) == 1:
        chosen = places[0].pk
    dangers = [one["code"] for one in form.errors.get_json_data().get("called", [])] if form.is_bound else []
    return {
        "form": form,
        "places": places,
        "place_q": text,
        "chosen": chosen,
        "point": _point(asked),
        "emergency": _emergency(form) if dangers else None,
        **more,
    }


def _emergency(form: FindingForm) -> Any:
    said = form.cleaned_data
    item = said.get("item")
    return EMERGENCIES.get(said.get("danger") or (item.danger if item else ""))


@require_GET
@private_page
def look(request: HttpRequest) -> HttpResponse:
    """While one chooses: how grave this would be and why, whom to call, and whether it was told before."""
    may_find(request)
    wanted = number_of(request.GET.get("item", "") or request.GET.get("item_more", ""))
    item = next((one for one in active_items() if one.pk == wanted), None)
    danger = request.GET.get("danger", "")
    danger = danger if danger in HazardDanger.values else ""
    place = number_of(request.GET.get("place", ""))
    advice = suggest(item, danger) if item else None
    context = {
        "item": item,
        "advice": advice,
        "limit": limit_words().get(advice.limit, "") if advice else "",
        "emergency": EMERGENCIES.get(danger or (item.danger if item else "")),
        "same": listing.same_here(request.user, place, item.pk) if item and place else [],
    }
    return render_page(request, "hazards/_look.html", context)


@require_GET
@private_page
def places(request: HttpRequest) -> HttpResponse:
    """The picker's lines for what was typed."""
    may_find(request)
    chosen, text = number_of(request.GET.get("place", "")), request.GET.get("place_q", "")[:60]
    found = place_options(request.user, text, [chosen] if chosen else [])
    context = {"places": found, "chosen": chosen, "place_q": text}
    return render_page(request, "hazards/places.html", context, partial="grids/_places.html")


@require_GET
@private_page
def thanks(request: HttpRequest, no: str) -> HttpResponse:
    """The number, the grade, and until when it must be gone."""
    hazard = Hazard.objects.content_for(request.user).filter(no=no).select_related("place__parent").first()
    if hazard is None:
        raise Http404
    clock = live_clock(hazard.due_code, KIND, hazard.pk) if hazard.due_code else None
    context = {
        "hazard": hazard,
        "due": clock.due_words(timezone.localtime()) if clock else "",
        "emergency": EMERGENCIES.get(hazard.danger),
        "point": hazard.grid_id in Scope.of(request.user).grid_ids,
    }
    return render_page(request, "hazards/thanks.html", context)
