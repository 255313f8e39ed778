"""W6: the tree with its grids, searched, filtered, as of any day."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.ui.responses import render_page
from grids.forms.staffing import TreeForm
from grids.models import Area, Grid
from grids.scope import Scope
from grids.selectors import GridStaff, areas_matching, overloaded, staff_of_grids, unstaffed_grids
from grids.selectors.outlines import with_outline
from grids.selectors.pages import branch, community_rows, lacking_staff
from grids.selectors.places import grids_matching
from grids.views.gates import actor_of, for_staff

# By links without JavaScript; each opened community costs a handful of queries.
OPEN_AT_ONCE = 3
PER_PAGE = 50


@require_GET
@for_staff
def tree(request: HttpRequest) -> HttpResponse:
    """The town by communities; a search or a filter shows a plain list instead."""
    form = TreeForm(request.GET)
    day = form.day(timezone.localdate())
    scope = Scope.of(actor_of(request))
    show = form.value("show")
    context: dict[str, Any] = {
        "form": form,
        "on": day,
        "is_today": day == timezone.localdate(),
        "show": show,
        "may_plan": scope.plans_staff,
        "may_edit": scope.edits_places,
        "lacking": unstaffed_grids(day).count(),
        **_listing(request, form, show),
    }
    return render_page(request, "grids/tree.html", context, status=200 if form.is_valid() else 422)


def _listing(request: HttpRequest, form: TreeForm, show: str) -> dict[str, Any]:
    """The body of the page: matches, grids that lack somebody, heavy grids, or the tree."""
    day, text = form.day(timezone.localdate()), form.value("q")
    if text:
        grids = grids_matching(actor_of(request), text)
        return {
            "staff": staff_of_grids(grids, day),
            "places": areas_matching(actor_of(request), text),
            "q": text,
        }
    if show == "lacking":
        return _paged(request, lacking_staff(day))
    if show == "heavy" and Scope.of(actor_of(request)).plans_staff:
        return {**_paged(request, overloaded(day)), "with_load": True}
    opened = [int(one) for one in request.GET.getlist("open") if one.isdecimal() and len(one) < 19]
    return {"communities": community_rows(day, opened[:OPEN_AT_ONCE])}


def _paged(request: HttpRequest, staff: list[GridStaff]) -> dict[str, Any]:
    page = Paginator(staff, PER_PAGE).get_page(request.GET.get("page"))
    return {"staff": list(page), "page": page}


@require_GET
@for_staff
def below(request: HttpRequest, area_id: int) -> HttpResponse:
    """The children of one place, put into the open node by htmx."""
    area = get_object_or_404(Area.objects.visible_to(actor_of(request)).active(), pk=area_id)
    day = TreeForm(request.GET).day(timezone.localdate())
    context = {"branch": branch(area, day), "on": day, "is_today": day == timezone.localdate()}
    return render_page(request, "grids/branch.html", context, partial="grids/_branch.html")


def visible_grid(request: HttpRequest, grid_id: int, *, drawn: bool = False) -> Grid:
    """The grid, `drawn` with its outline along; 404 when it is not for this person."""
    grids = Grid.objects.visible_to(actor_of(request)).select_related("community")
    return get_object_or_404(with_outline(grids) if drawn else grids, pk=grid_id)
