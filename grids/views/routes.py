"""/patrols/<grid>/route/: the points of a route."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import signed_in
from core.replay.decorators import replayable
from core.ui.responses import done, private_page, render_page
from grids import policies_field
from grids.actions.routes import add_point, change_point, move_point, retire_point
from grids.forms.patrols import PointForm, RouteDeedForm
from grids.models import Grid, PatrolPoint, PatrolRoute
from grids.views.gates import form_page, posted
from grids.views.patrols import field_grid


def _where(grid: Grid) -> str:
    return reverse("patrols:route", args=[grid.pk])


def _version(grid: Grid) -> int:
    route = PatrolRoute.objects.filter(grid=grid).first()
    return route.version if route else 1


@require_http_methods(["GET", "HEAD"])
@private_page
def route(request: HttpRequest, grid_id: int) -> HttpResponse:
    """The points in their order; who may, changes them."""
    grid = field_grid(request, grid_id)
    points = PatrolPoint.objects.active().filter(route__grid=grid)
    context = {
        "grid": grid,
        "points": list(points.select_related("place__parent", "checklist")),
        "version": _version(grid),
        "may_edit": policies_field.may_edit_route(signed_in(request), grid),
    }
    return render_page(request, "patrols/route.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def point_new(request: HttpRequest, grid_id: int) -> HttpResponse:
    grid, me = field_grid(request, grid_id), signed_in(request)
    policies_field.require_route_editor(me, grid)
    form = PointForm(posted(request), grid=grid, initial={"version": _version(grid)})

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        point = add_point(grid, actor=me, version=version, **form.details())
        return _where(grid), f"路线上增加了「{point}」"

    context = {"title": f"{grid}：增加巡查点位", "save": "增加", "back": _where(grid)}
    return form_page(request, form, "grids/form.html", context, act=act)


def _point(asked: HttpRequest, point_id: int) -> PatrolPoint:
    points = (
        PatrolPoint.objects.visible_to(asked.user).active().select_related("route__grid__community", "place")
    )
    return get_object_or_404(points, pk=point_id)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def point_change(request: HttpRequest, point_id: int) -> HttpResponse:
    point, me = _point(request, point_id), signed_in(request)
    grid = point.route.grid
    policies_field.require_route_editor(me, grid)
    first = {name: getattr(point, name) for name in ("name", "place", "weekly", "checklist")}
    form = PointForm(posted(request), grid=grid, initial={**first, "version": point.route.version})

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        changed = change_point(point, changes=form.details(), actor=me, version=version)
        return _where(grid), f"「{changed}」已保存"

    context: dict[str, Any] = {"title": f"修改点位「{point}」", "save": "保存", "back": _where(grid)}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_POST
@private_page
@replayable
def point_do(request: HttpRequest, point_id: int, deed: str) -> HttpResponse:
    """Earlier, later, or off the route."""
    point, form = _point(request, point_id), RouteDeedForm(request.POST)
    # A page that names no version was not drawn by us: it is stale.
    version = form.cleaned_data["version"] or 0 if form.is_valid() else 0
    given: dict[str, Any] = {"actor": signed_in(request), "version": version}
    if deed == "retire":
        retire_point(point, **given)
        return done(request, _where(point.route.grid), f"已去掉「{point}」，以前的记录还在")
    move_point(point, up=deed == "up", **given)
    return done(request, _where(point.route.grid), f"「{point}」已调整顺序")
