"""W6, second half: pick people for posts, look at all changes together, save once. No drag is needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.replay.decorators import replayable
from core.ui.responses import done
from grids import handover
from grids.actions.plans import drop_plan, open_plan, save_plan, stage_change, undo_last
from grids.forms.staffing import SavePlanForm, StageForm
from grids.models import AssignmentPlan
from grids.selectors import staff_of_grids, unstaffed_grids
from grids.selectors.staffing import available_people
from grids.views.gates import actor_of, for_editors, form_page, posted

HERE = "grids:assign"
PEOPLE_SHOWN = 20


def _draft(request: HttpRequest) -> AssignmentPlan:
    """The person's draft, or an unsaved stand-in: looking at the page changes nothing."""
    found = AssignmentPlan.objects.filter(owner=actor_of(request), state=AssignmentPlan.State.DRAFT).first()
    return found or AssignmentPlan(owner=actor_of(request))


def _lines(plan: AssignmentPlan) -> list[dict[str, Any]]:
    """The lines of the draft with how much open work hangs on each."""
    if plan._state.adding:
        return []
    lines = plan.changes.select_related("grid__community", "new_user", "old_user")
    return [
        {
            "change": line,
            "waiting": 0 if line.is_cover else handover.preview(grid=line.grid, old_user=line.old_user),
        }
        for line in lines
    ]


def _context(plan: AssignmentPlan) -> dict[str, Any]:
    today = timezone.localdate()
    people = available_people(today)
    lacking = unstaffed_grids(today).order_by("code")
    return {
        "plan": plan,
        "lines": _lines(plan),
        "people": people[:PEOPLE_SHOWN],
        "more_people": max(0, len(people) - PEOPLE_SHOWN),
        "lacking": staff_of_grids(lacking, today),
    }


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def assign(request: HttpRequest) -> HttpResponse:
    """Put one change into the draft."""
    wanted = {name: request.GET[name] for name in ("grid", "role", "user", "deed") if name in request.GET}
    form = StageForm(posted(request), initial=wanted)

    def act() -> tuple[str, str]:
        plan = open_plan(actor_of(request))
        line = stage_change(plan, **form.line(), actor=actor_of(request))
        return reverse(HERE), f"已放进待保存的改动：{line.grid}。还没有生效，核对后再保存"

    return form_page(request, form, "grids/assign.html", _context(_draft(request)), act=act)


@require_http_methods(["GET", "POST"])
@for_editors
@replayable
def review(request: HttpRequest) -> HttpResponse:
    """Look at all lines, say from which day and what happens to open cases, and save."""
    plan = _draft(request)
    form = SavePlanForm(posted(request))

    def act() -> tuple[str, str]:
        data = form.cleaned_data
        saved = save_plan(
            plan,
            effective_on=data["effective_on"],
            mode=data["mode"],
            reason=data["reason"],
            actor=actor_of(request),
        )
        return reverse("grids:tree"), f"已保存，{saved.effective_on:%Y年%-m月%-d日}起生效"

    if plan._state.adding:
        return done(request, reverse(HERE), "还没有要保存的改动，先选网格和人")
    return form_page(request, form, "grids/review.html", _context(plan), act=act)


@require_POST
@for_editors
@replayable
def undo(request: HttpRequest) -> HttpResponse:
    plan = _draft(request)
    if not plan._state.adding:
        undo_last(plan, actor=actor_of(request))
    return done(request, reverse(HERE), "已撤销最后一步")


@require_POST
@for_editors
@replayable
def drop(request: HttpRequest) -> HttpResponse:
    plan = _draft(request)
    if not plan._state.adding:
        drop_plan(plan, actor=actor_of(request))
    return done(request, reverse(HERE), "已放弃这些改动，什么都没有变")
