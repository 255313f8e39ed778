"""A word or a photo at a point, and the words of the day's log."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.replay.recorded import recorded_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from grids import policies_field
from grids.actions.patrols import check_point, write_log
from grids.forms.patrols import LogForm, PointNoteForm
from grids.models import Grid
from grids.selectors import patrols as reads
from grids.views.patrols import TODAY, field_grid, my_point


def _refuse_others(asked: HttpRequest, grid: Grid) -> None:
    if not policies_field.may_walk(signed_in(asked), grid):
        raise NotAllowed("patrol.not_yours", f"{grid}的巡查由本网格的网格员来记")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def point_note(request: HttpRequest, point_id: int) -> HttpResponse:
    """All right, with a word or a photo."""
    point = my_point(request, point_id)
    _refuse_others(request, point.route.grid)
    context: dict[str, Any] = {"point": point, "form": PointNoteForm()}
    if request.method != "POST":
        return render_page(request, "patrols/point.html", context)
    form, numbers = read_form(request, lambda data: PointNoteForm(data, request.FILES))
    context |= {"form": form, "numbers": numbers}
    if not form.is_valid() or numbers:
        return form_invalid(request, "patrols/point.html", context)
    moment = recorded_of(request)
    try:
        check_point(point, actor=signed_in(request), recorded_at=moment, **form.cleaned_data)
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, "patrols/point.html", context)
    return done(request, f"{reverse(TODAY)}?grid={point.route.grid_id}", f"「{point}」正常，已记下")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def day_words(request: HttpRequest, grid_id: int) -> HttpResponse:
    """天气和今天的情况, for the log."""
    grid, me = field_grid(request, grid_id), signed_in(request)
    _refuse_others(request, grid)
    walks = reads.walks_of(me, timezone.localdate(), [grid.pk])
    known = walks[0].patrol if walks else None
    first = {"weather": known.weather, "note": known.note} if known else {}
    context: dict[str, Any] = {"grid": grid, "form": LogForm(initial=first)}
    if request.method != "POST":
        return render_page(request, "patrols/words.html", context)
    form, numbers = read_form(request, LogForm)
    if not form.is_valid() or numbers:
        return form_invalid(request, "patrols/words.html", context | {"form": form, "numbers": numbers})
    write_log(grid, actor=me, **form.cleaned_data)
    return done(request, f"{reverse(TODAY)}?grid={grid.pk}", "今天的日志已存")
