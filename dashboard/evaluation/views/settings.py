"""Indicators: for everybody concerned to read, for the administrator to change."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from dashboard.evaluation.actions.indicators import edit_indicators, may_edit
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.forms import IndicatorsForm
from dashboard.evaluation.formulas import FORMULAS
from dashboard.evaluation.models import Indicator
from dashboard.evaluation.querysets import may_open

EDIT = "evaluation/indicators_edit.html"


@require_GET
@private_page
def indicators(request: HttpRequest) -> HttpResponse:
    """What is rated and how, for whom. One query."""
    me = signed_in(request)
    if not may_open(me) and not may_edit(me):
        raise NotAllowed("role", "考评指标给参加考评的人看")
    rows = list(Indicator.objects.all())
    groups = [
        (kind, [(one, FORMULAS[one.formula]) for one in rows if one.kind == kind.value]) for kind in Kind
    ]
    return render_page(request, "evaluation/indicators.html", {"groups": groups, "may_edit": may_edit(me)})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def indicators_edit(request: HttpRequest, kind: str) -> HttpResponse:
    """All of one kind of subject at once: their weights sum 100."""
    me, rows = signed_in(request), list(Indicator.objects.filter(kind=kind))
    if not rows:
        raise Http404
    if not may_edit(me):
        raise NotAllowed("role", "考评指标由系统管理员修改")
    form = IndicatorsForm(request.POST if request.method == "POST" else None, rows=rows)
    context: dict[str, Any] = {"form": form, "kind": Kind(kind)}
    if request.method != "POST":
        return render_page(request, EDIT, context)
    if not form.is_valid():
        return form_invalid(request, EDIT, context)
    said = {"values": form.values(), "versions": form.versions(), "reason": form.cleaned_data["reason"]}
    try:
        edit_indicators(kind, actor=me, **said)
    except (Conflict, NotAllowed):
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, EDIT, context)
    return done(request, reverse("evaluation:indicators"), "已改。以后计算的初评按新的算")
