"""Split, merge, bring buildings in, open and retire. Each form first shows what would happen, then does it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.replay.decorators import replayable
from core.ui.forms import UiForm
from core.ui.responses import render_page
from grids.actions.boundaries import merge_grids, move_buildings, open_grid, retire_grid, split_grid
from grids.forms.boundaries import BringForm, MergeForm, OpenForm, RetireGridForm, SplitForm
from grids.models import Area, Grid
from grids.selectors.boundaries import BoundaryPreview, bring_preview, merge_preview, split_preview
from grids.views.gates import actor_of, for_editors, form_page, posted
from grids.views.tree import visible_grid

PREVIEW = "preview"


def _home(grid: Grid) -> str:
    return reverse("grids:detail", args=[grid.pk])


def _boundary_page(
    request: HttpRequest,
    form: UiForm,
    context: dict[str, Any],
    *,
    look: Callable[[], BoundaryPreview],
    act: Callable[[], tuple[str, str]],
) -> HttpResponse:
    """The first button only looks: what moves, how large the grids become, how many open cases it concerns."""
    if request.method == "POST" and request.POST.get("step") == PREVIEW and form.is_valid():
        return render_page(request, "grids/boundary.html", {"form": form, "preview": look(), **context})
    return form_page(request, form, "grids/boundary.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def split(request: HttpRequest, grid_id: int) -> HttpResponse:
    grid = visible_grid(request, grid_id)
    form = SplitForm(posted(request), grid=grid, initial={"version": grid.version})

    def look() -> BoundaryPreview:
        data = form.cleaned_data
        return split_preview(
            grid, list(data["buildings"]), name=data["name"], worker=data["worker"], on=data["on"]
        )

    def act() -> tuple[str, str]:
        data = {name: form.cleaned_data[name] for name in ("approval_no", "version", "on", "mode")}
        buildings = list(form.cleaned_data["buildings"])
        new = split_grid(grid, plan=form.plan(), buildings=buildings, actor=actor_of(request), **data)
        return _home(new), f"已从{grid}分出{new}"

    context = {"title": f"{grid}：分格", "save": "确认分格", "back": _home(grid)}
    return _boundary_page(request, form, context, look=look, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def merge(request: HttpRequest, grid_id: int) -> HttpResponse:
    grid = visible_grid(request, grid_id)
    form = MergeForm(posted(request), grid=grid, initial={"version": grid.version})

    def look() -> BoundaryPreview:
        return merge_preview(grid, form.cleaned_data["target"], on=form.cleaned_data["on"])

    def act() -> tuple[str, str]:
        data = {name: form.cleaned_data[name] for name in ("approval_no", "version", "on", "mode")}
        into = merge_grids(grid, form.cleaned_data["target"], actor=actor_of(request), **data)
        return _home(into), f"{grid}已并入{into}"

    context = {"title": f"{grid}：并格", "save": "确认并格", "back": _home(grid)}
    return _boundary_page(request, form, context, look=look, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def bring(request: HttpRequest, grid_id: int) -> HttpResponse:
    grid = visible_grid(request, grid_id)
    form = BringForm(posted(request), grid=grid, initial={"version": grid.version})

    def look() -> BoundaryPreview:
        return bring_preview(grid, list(form.cleaned_data["buildings"]), on=form.cleaned_data["on"])

    def act() -> tuple[str, str]:
        data = {name: form.cleaned_data[name] for name in ("approval_no", "version", "on", "mode")}
        buildings = list(form.cleaned_data["buildings"])
        move_buildings(grid, buildings=buildings, actor=actor_of(request), **data)
        return _home(grid), f"{len(buildings)}栋楼已划入{grid}"

    context = {"title": f"{grid}：划入楼栋", "save": "确认划入", "back": _home(grid)}
    return _boundary_page(request, form, context, look=look, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def retire(request: HttpRequest, grid_id: int) -> HttpResponse:
    grid = visible_grid(request, grid_id)
    form = RetireGridForm(posted(request), initial={"version": grid.version})

    def act() -> tuple[str, str]:
        data = {name: form.cleaned_data[name] for name in ("reason", "approval_no", "version", "on")}
        retire_grid(grid, actor=actor_of(request), **data)
        return reverse("grids:tree"), f"{grid}已停用"

    context = {"title": f"{grid}：停用", "save": "确认停用", "back": _home(grid)}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def open_new(request: HttpRequest, area_id: int) -> HttpResponse:
    """A new grid in a community."""
    communities = Area.objects.visible_to(actor_of(request)).active().communities()
    community = get_object_or_404(communities, pk=area_id)
    form = OpenForm(posted(request), community=community)

    def act() -> tuple[str, str]:
        data = {name: form.cleaned_data[name] for name in ("approval_no", "on")}
        buildings = list(form.cleaned_data["buildings"])
        grid = open_grid(community, plan=form.plan(), buildings=buildings, actor=actor_of(request), **data)
        return _home(grid), f"已开设{grid}"

    back = reverse("grids:area", args=[community.pk])
    context = {"title": f"{community}：新开网格", "save": "开设网格", "back": back}
    return form_page(request, form, "grids/form.html", context, act=act)
