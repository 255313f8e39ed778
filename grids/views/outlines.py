"""The map of the grids, and the pages on which their outlines are drawn and imported."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, render_page
from grids.actions.outlines import keep_outlines
from grids.choices import OutlineSource
from grids.forms.outlines import MapFilter, OutlineForm, OutlinesForm, points_text
from grids.models import Grid
from grids.scope import Scope
from grids.selectors.outlines import (
    Judged,
    judge,
    latest_outline,
    map_features,
    map_rows,
    neighbours,
    outlines_of,
    sketch,
)
from grids.shapes.judging import as_json, square_metres
from grids.views.gates import actor_of, for_editors, for_staff, posted
from grids.views.tree import visible_grid

PREVIEW = "preview"


def tiles() -> dict[str, str]:
    """The background of the map, as the browser needs it; empty for plain ground."""
    if not settings.MAP_TILES:
        return {}
    url = settings.MAP_TILES.replace("{key}", settings.MAP_TILE_KEY)
    return {"url": url, "hosts": ",".join(settings.MAP_TILE_HOSTS), "attribution": settings.MAP_ATTRIBUTION}


@require_GET
@for_staff
def map_page(request: HttpRequest) -> HttpResponse:
    """/grids/map/: where the grids are, with a list that says the same."""
    me = actor_of(request)
    scope, form = Scope.of(me), MapFilter(request.GET, user=me)
    grids = Grid.objects.visible_to(me).filter(is_active=True)
    rows = map_rows(grids, form.communities(), form.given().get("q", ""), with_load=scope.plans_staff)
    context = {
        "form": form,
        "rows": rows,
        "features": map_features(rows),
        "sketch": sketch((one.grid.name, one.outline.geometry, False) for one in rows if one.outline),
        "missing": sum(one.outline is None for one in rows),
        "tiles": tiles(),
        "may_plan": scope.plans_staff,
        "may_edit": scope.edits_places,
    }
    return render_page(request, "grids/map.html", context, status=200 if form.is_valid() else 422)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def outline(request: HttpRequest, grid_id: int) -> HttpResponse:
    """Draw or type where one grid lies."""
    grid = visible_grid(request, grid_id)
    kept = outlines_of([grid.pk]).get(grid.pk)
    first = {"text": points_text(kept), "version": latest_outline(), "crs": "wgs84" if kept else None}
    form = OutlineForm(posted(request), initial={name: one for name, one in first.items() if one is not None})
    context = {"grid": grid, "kept": kept, "form": form, "tiles": tiles(), "around": neighbours(grid)}
    if request.method != "POST":
        return render_page(request, "grids/outline.html", context)
    if not form.is_valid():
        return form_invalid(request, "grids/outline.html", context)
    if request.POST.get("step") == PREVIEW:
        return render_page(request, "grids/outline.html", {**context, "preview": _look(grid, form)})
    try:
        keep_outlines({grid: form.drawn}, actor=actor_of(request), **_said(form))
    except RuleBroken as broken:
        return _refused(request, form, broken, "grids/outline.html", context)
    return done(request, reverse("grids:detail", args=[grid.pk]), f"{grid}的边界图已保存")


def _said(form: OutlineForm | OutlinesForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {"approval_no": said["approval_no"], "crs": said["crs"], "version": said["version"] or 0}


def _refused(
    request: HttpRequest, form: Any, broken: RuleBroken, template: str, context: dict[str, Any]
) -> HttpResponse:
    if isinstance(broken, Conflict | NotAllowed):
        raise broken
    add_rule_error(form, broken)
    return form_invalid(request, template, context)


def _look(grid: Grid, form: OutlineForm) -> dict[str, Any]:
    """How it would look beside its neighbours."""
    around = [(one["name"], one["geometry"], False) for one in neighbours(grid)]
    drawn = sketch([*around, (grid.name, as_json(form.drawn), True)])
    return {"sketch": drawn, "hectares": square_metres(form.drawn) / 10_000}


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def outlines_import(request: HttpRequest) -> HttpResponse:
    """A file of outlines: looked at first, kept as a whole or not at all."""
    form = OutlinesForm(posted(request), request.FILES or None, initial={"version": latest_outline()})
    context: dict[str, Any] = {"form": form, "tiles": tiles()}
    if request.method != "POST":
        return render_page(request, "grids/outlines.html", context)
    if not form.is_valid():
        return form_invalid(request, "grids/outlines.html", context)
    judged = judge(form.features, Grid.objects.visible_to(actor_of(request)))
    context |= _told(form, judged)
    if context["wrong"]:
        return form_invalid(request, "grids/outlines.html", context)
    if request.POST.get("step") != "save":
        return render_page(request, "grids/outlines.html", context)
    return _import(request, form, judged, context)


def _told(form: OutlinesForm, judged: list[Judged]) -> dict[str, Any]:
    """The look at a file: what is wrong, or what would be kept; its text goes back into the box, so that the second step
    needs no file and nothing waits on the server."""
    data = QueryDict(mutable=True)
    data.update({**form.data, "text": form.cleaned_data["text"]})
    form.data = data
    drawn = [(one.label, as_json(one.drawn), one.change != "不变") for one in judged if one.drawn]
    return {
        "judged": judged,
        "wrong": sum(bool(one.troubles) for one in judged),
        "changed": sum(one.change != "不变" for one in judged),
        "sketch": sketch(drawn),
    }


def _import(
    request: HttpRequest, form: OutlinesForm, judged: list[Judged], context: dict[str, Any]
) -> HttpResponse:
    shapes = {one.grid: one.drawn for one in judged if one.grid and one.drawn and one.change != "不变"}
    try:
        kept = keep_outlines(shapes, source=OutlineSource.FILE, actor=actor_of(request), **_said(form))
    except RuleBroken as broken:
        return _refused(request, form, broken, "grids/outlines.html", context)
    return done(request, reverse("grids:map"), f"导入了{len(kept)}个网格的边界图")
