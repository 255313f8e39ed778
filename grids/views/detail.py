"""One grid: who serves it, its buildings, its supporters, its history; and its supporters' forms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.replay.decorators import replayable
from core.ui.responses import render_page
from grids import handover
from grids.actions.supporters import add_supporter, end_supporter
from grids.forms.staffing import EndSupporterForm, OnForm, SupporterForm
from grids.models import Grid, GridSupporter
from grids.policies_field import may_see_patrols
from grids.scope import Scope
from grids.selectors import responsible_on
from grids.selectors.outlines import is_old, outline_in, sketch
from grids.selectors.pages import coming_changes, grid_buildings, grid_history
from grids.selectors.patrols import field_of
from grids.views.gates import actor_of, for_editors, for_staff, form_page, posted
from grids.views.tree import visible_grid


@require_GET
@for_staff
def detail(request: HttpRequest, grid_id: int) -> HttpResponse:
    """1+1+N on the day, buildings, history; load only for who plans."""
    grid = visible_grid(request, grid_id, drawn=True)
    scope, today = Scope.of(actor_of(request)), timezone.localdate()
    form = OnForm(request.GET)
    day = form.day(today)
    drawn = outline_in(grid)
    context = {
        "grid": grid,
        "outline": drawn,
        "outline_is_old": is_old(grid, drawn),
        "sketch": sketch([(grid.name, drawn.geometry, True)] if drawn else []),
        "form": form,
        "on": day,
        "is_today": day == today,
        "staff": responsible_on(grid, day),
        "buildings": grid_buildings(grid, day),
        "history": grid_history(grid),
        "coming": coming_changes(grid, today),
        "may_plan": scope.plans_staff,
        "may_edit": scope.edits_places,
        "open_matters": handover.open_counts([grid.pk]).get(grid.pk, 0) if scope.plans_staff else None,
        "field": field_of(grid, today) if may_see_patrols(actor_of(request), grid) else None,
    }
    return render_page(request, "grids/detail.html", context, status=200 if form.is_valid() else 422)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def supporter_add(request: HttpRequest, grid_id: int) -> HttpResponse:
    grid = visible_grid(request, grid_id)
    form = SupporterForm(posted(request))

    def act() -> tuple[str, str]:
        details = {name: form.cleaned_data[name] for name in ("person_name", "organisation", "contact")}
        added = add_supporter(grid, kind=form.cleaned_data["kind"], details=details, actor=actor_of(request))
        return reverse("grids:detail", args=[grid.pk]), f"{added.person_name}已加入{grid}的支持力量"

    context = {
        "title": f"{grid}：加支持力量",
        "save": "加入",
        "back": reverse("grids:detail", args=[grid.pk]),
    }
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def supporter_end(request: HttpRequest, supporter_id: int) -> HttpResponse:
    visible = Grid.objects.visible_to(actor_of(request))
    rows = GridSupporter.objects.filter(grid__in=visible).select_related("grid")
    supporter = get_object_or_404(rows, pk=supporter_id)
    form = EndSupporterForm(posted(request))
    back = reverse("grids:detail", args=[supporter.grid_id])

    def act() -> tuple[str, str]:
        ended = end_supporter(supporter, last_day=form.cleaned_data["last_day"], actor=actor_of(request))
        return back, f"{ended.person_name}的最后一天是{ended.valid_to:%Y年%-m月%-d日}"

    context = {
        "title": f"{supporter.get_kind_display()}{supporter.person_name}退出",
        "save": "确认退出",
        "back": back,
    }
    return form_page(request, form, "grids/form.html", context, act=act)
