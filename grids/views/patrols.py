"""/patrols/: today's route as a tick list, the days of a grid, the printed log."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import signed_in
from core.errors import NotAllowed
from core.replay.decorators import replayable
from core.replay.recorded import recorded_of
from core.text import number_of
from core.ui.responses import done, private_page, render_page, wants_partial
from grids import policies_field
from grids.actions.patrol_days import KEPT_DAYS
from grids.actions.patrols import check_point, undo_check
from grids.choices import GRID_ROLES
from grids.choices_field import FORBIDDEN_TASKS
from grids.models import Grid, PatrolCheck, PatrolPoint
from grids.querysets_field import FIELD_ROLES
from grids.scope import Scope
from grids.selectors import patrols as reads
from grids.views.tree import visible_grid

TODAY = "patrols:today"


def may_look(asked: HttpRequest) -> Scope:
    scope = Scope.of(asked.user)
    if not scope.roles & FIELD_ROLES:
        raise NotAllowed("role", "你的岗位不看巡查")
    return scope


@require_GET
@private_page
def today(request: HttpRequest) -> HttpResponse:
    """The routes that I walk; a leader sees the grids that they lead."""
    scope, day = may_look(request), timezone.localdate()
    if not scope.has(*GRID_ROLES):
        return _overview(request)
    wanted = number_of(request.GET.get("grid", ""))
    walks = reads.walks_of(request.user, day, [wanted] if wanted else None)
    context = {"walks": walks, "day": day, "forbidden": FORBIDDEN_TASKS, "others": _others(scope, walks)}
    return render_page(request, "patrols/today.html", context)


def _others(scope: Scope, walks: list[reads.Walk]) -> list[Grid]:
    """Grids that one leads and that are not on the page."""
    shown = {walk.grid.pk for walk in walks}
    return list(Grid.objects.filter(pk__in=scope.grids_as(*GRID_ROLES) - shown).order_by("code"))


@require_GET
@private_page
def overview(request: HttpRequest) -> HttpResponse:
    """The grids one sees, by place, with this month's days."""
    may_look(request)
    return _overview(request)


def _overview(asked: HttpRequest) -> HttpResponse:
    first = month_asked(asked)
    community = number_of(asked.GET.get("community", ""))
    grids = list(reads.grids_for(asked.user, community_id=community))
    context = {
        "rows": reads.overview(grids, first),
        "first": first,
        "communities": sorted({(one.community.code, one.community_id, one.community.name) for one in grids}),
    }
    return render_page(asked, "patrols/overview.html", context)


def month_asked(asked: HttpRequest) -> date:
    """?month=2026-03; what is none is this month."""
    text = asked.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{text}-01") if len(text) == 7 else timezone.localdate()
    except ValueError:
        first = timezone.localdate()
    return first.replace(day=1) if 2000 <= first.year <= 2099 else timezone.localdate().replace(day=1)


@require_GET
@private_page
def month(request: HttpRequest, grid_id: int) -> HttpResponse:
    """The days of one grid: the grid's own, nobody's in particular."""
    may_look(request)
    grid, now = field_grid(request, grid_id), timezone.localdate()
    found = reads.month_of(grid, month_asked(request), now)
    context = {
        "grid": grid,
        "month": found,
        "may_edit": policies_field.may_edit_route(signed_in(request), grid),
        "may_walk": policies_field.may_walk(signed_in(request), grid),
        "may_read": _may_read_logs(request, grid),
        "points": list(PatrolPoint.objects.active().filter(route__grid=grid).select_related("place__parent")),
        "open_hazards": grid.hazards.open().count(),
        "kept_from": now - timedelta(days=KEPT_DAYS),
    }
    return render_page(request, "patrols/month.html", context)


def field_grid(asked: HttpRequest, grid_id: int) -> Grid:
    """The grid if its field work is for this person to see; else as if it never was."""
    grid = visible_grid(asked, grid_id)
    if not policies_field.may_see_patrols(signed_in(asked), grid):
        raise Http404
    return grid


def _may_read_logs(asked: HttpRequest, grid: Grid) -> bool:
    """Logs name who walked: for the grid's people and the community."""
    me = signed_in(asked)
    return policies_field.may_walk(me, grid) or policies_field.may_edit_route(me, grid)


@require_GET
@private_page
def log(request: HttpRequest, grid_id: int, day: date) -> HttpResponse:
    """巡查日志 (L19) of one day, on paper."""
    grid = field_grid(request, grid_id)
    found = reads.day_log(request.user, grid, day)
    if not found.patrols:
        raise Http404
    return render_page(request, "patrols/log.html", {"grid": grid, "day": day, "log": found})


def my_point(asked: HttpRequest, point_id: int) -> PatrolPoint:
    points = PatrolPoint.objects.visible_to(asked.user).select_related(
        "route__grid__community", "place__parent"
    )
    return get_object_or_404(points, pk=point_id)


@require_POST
@private_page
@replayable
def fine(request: HttpRequest, point_id: int) -> HttpResponse:
    """One tap: all right here."""
    point = my_point(request, point_id)
    moment = recorded_of(request)
    check_point(point, actor=signed_in(request), recorded_at=moment)
    return _ticked(request, point, f"「{point}」正常，已记下")


@require_POST
@private_page
@replayable
def undo(request: HttpRequest, check_id: int) -> HttpResponse:
    mine = PatrolCheck.objects.filter(patrol__worker=signed_in(request))
    check = get_object_or_404(mine.select_related("point__route"), pk=check_id)
    point = check.point
    undo_check(check, actor=signed_in(request))
    return _ticked(request, point, f"已撤回「{point}」")


def _ticked(asked: HttpRequest, point: PatrolPoint, words: str) -> HttpResponse:
    """The list of the grid again: for htmx in place, else the page."""
    if not wants_partial(asked):
        return done(asked, f"{reverse(TODAY)}?grid={point.route.grid_id}", words)
    walks = reads.walks_of(asked.user, timezone.localdate(), [point.route.grid_id])
    return render_page(asked, "patrols/_walk.html", {"walk": walks[0], "said": words})
