"""/hazards/checks/: inspecting a place by a checklist, item by item."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import RuleBroken
from core.flow.lights import light_of
from core.replay.decorators import replayable
from core.replay.recorded import recorded_of
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import form_invalid, private_page, render_page
from grids import policies_field
from grids.actions.inspections import Inspection, inspect
from grids.choices_field import CheckAnswer
from grids.forms.checklists import InspectionForm
from grids.models import Checklist, HazardCheck, PatrolPoint
from grids.selectors.picking import place_options
from grids.views.emergencies import EMERGENCIES
from grids.views.hazards import may_find, may_look

PAGE = 25


@require_GET
@private_page
def check_list(request: HttpRequest) -> HttpResponse:
    """Inspections of the own area, the newest first."""
    may_look(request)
    found = HazardCheck.objects.visible_to(request.user).annotate(found=Count("hazards"))
    found = found.select_related("place__parent", "checklist", "checked_by", "community").order_by(
        "-at", "-pk"
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_find": policies_field.finds(may_look(request)),
        "lists": Checklist.objects.filter(is_active=True),
    }
    return render_page(request, "hazards/checks.html", context)


@require_GET
@private_page
def check(request: HttpRequest, check_id: int) -> HttpResponse:
    """The answers, and the hazards that came of them."""
    found = HazardCheck.objects.visible_to(request.user).select_related(
        "place__parent", "checklist", "checked_by", "community", "grid"
    )
    row, now = get_object_or_404(found, pk=check_id), timezone.now()
    hazards = row.hazards.visible_to(request.user).select_related("item").order_by("pk")
    context = {
        "check": row,
        "answers": row.answers.select_related("item").order_by("item__order", "pk"),
        "hazards": [(hazard, *light_of(hazard, now)) for hazard in hazards],
    }
    return render_page(request, "hazards/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def check_new(request: HttpRequest) -> HttpResponse:
    """?checklist=…&point=…: one list at one place."""
    may_find(request)
    point = _point(request)
    checklist = _checklist(request, point)
    if request.method != "POST" or request.POST.get("step") == "find":
        form = _form(request, checklist, point, request.POST or None)
        if form.is_bound:
            unjudged(form)
        return render_page(request, "hazards/check_new.html", _context(request, form, point))
    return _inspect(request, checklist, point)


def _point(asked: HttpRequest) -> PatrolPoint | None:
    pk = number_of(asked.POST.get("point", "") or asked.GET.get("point", ""))
    points = (
        PatrolPoint.objects.visible_to(asked.user).active().select_related("route__grid", "place__parent")
    )
    return points.filter(pk=pk).first() if pk else None


def _checklist(asked: HttpRequest, point: PatrolPoint | None) -> Checklist:
    pk = number_of(asked.POST.get("checklist", "") or asked.GET.get("checklist", ""))
    pk = pk or (point.checklist_id if point else None)
    found = Checklist.objects.filter(pk=pk, is_active=True).first() if pk else None
    if found is None:
        raise Http404
    return found


def _form(asked: HttpRequest, checklist: Checklist, point: PatrolPoint | None, data: Any) -> InspectionForm:
    first = {"place": point.place_id, "place_detail": point.name} if point else {}
    return InspectionForm(data, user=asked.user, checklist=checklist, initial=first)


@replayable
def _inspect(request: HttpRequest, checklist: Checklist, point: PatrolPoint | None) -> HttpResponse:
    form, numbers = read_form(request, lambda data: _form(request, checklist, point, data))
    if not form.is_valid() or numbers:
        return _again(request, form, point, numbers=numbers)
    me, said = signed_in(request), form.cleaned_data
    told = Inspection(
        checklist=checklist,
        answers=form.answers(),
        point=point if point and policies_field.may_walk(me, point.route.grid) else None,
        recorded_at=recorded_of(request),
        **{name: said[name] for name in ("place", "place_detail", "note", "called")},
    )
    try:
        row = inspect(told, actor=me)
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return _again(request, form, point, emergency=_emergency(form, broken))
    return redirect(row)


def _emergency(form: InspectionForm, broken: RuleBroken) -> Any:
    if broken.code != "call_first":
        return None
    answers = form.answers()
    wrong = (item for item in form.items if answers.get(item.pk) == CheckAnswer.WRONG and item.danger)
    return EMERGENCIES.get(next((item.danger for item in wrong), ""))


def _again(asked: HttpRequest, form: InspectionForm, point: PatrolPoint | None, **more: Any) -> HttpResponse:
    return form_invalid(asked, "hazards/check_new.html", _context(asked, form, point) | more)


def _context(asked: HttpRequest, form: InspectionForm, point: PatrolPoint | None) -> dict[str, Any]:
    chosen = number_of(str(form["place"].value() or ""))
    text = asked.POST.get("place_q", "")[:60]
    places = place_options(asked.user, text, [chosen] if chosen else [])
    return {
        "form": form,
        "checklist": form.checklist,
        "point": point,
        "places": places,
        "place_q": text,
        "chosen": chosen,
    }
