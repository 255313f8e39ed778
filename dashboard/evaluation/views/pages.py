"""Lists, a period, a result, and what stands behind a rate."""

from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from dashboard.evaluation import selectors
from dashboard.evaluation.actions import indicators
from dashboard.evaluation.actions.periods import draft, open_period
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.flow import PERIOD, PERIODS, RESULTS, is_scorer
from dashboard.evaluation.forms import StartForm
from dashboard.evaluation.formulas import FORMULAS
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult
from dashboard.evaluation.querysets import may_open, reads_all
from dashboard.evaluation.sheet import sheet
from dashboard.evaluation.subjects import Days
from dashboard.reports.views import EXCEL

LIST, START = "evaluation/list.html", "evaluation/start.html"


def period_or_404(request: HttpRequest, pk: int) -> EvaluationPeriod:
    rows = PERIODS.queryset().visible_to(request.user)  # type: ignore[attr-defined]
    found: EvaluationPeriod | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def result_or_404(request: HttpRequest, pk: int) -> EvaluationResult:
    rows = RESULTS.queryset().visible_to(request.user)  # type: ignore[attr-defined]
    found: EvaluationResult | None = (
        rows.select_related("appeal__by", "appeal__decided_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


@require_GET
@private_page
def listing(request: HttpRequest) -> HttpResponse:
    """Periods that say something to the person. The administrator has the indicators."""
    me = signed_in(request)
    if not may_open(me) and not indicators.may_edit(me):
        raise NotAllowed("role", "考评由街道督查考评来做，被考评的网格、社区和部门看自己的结果")
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    todo = request.GET.get("todo", "")
    todo = todo if todo in selectors.TODO else ""
    context = {
        "periods": selectors.periods_for(me, timezone.now(), kind, todo),
        "todo": todo,
        "todo_words": selectors.TODO.get(todo, ""),
        "kinds": [("", "全部"), *Kind.choices],
        "kind": kind,
        "scorer": is_scorer(me),
        "reads_all": reads_all(me),
        "evaluated": may_open(me),
        "to_check": selectors.to_check(me).count(),
    }
    return render_page(request, LIST, context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def start(request: HttpRequest) -> HttpResponse:
    """Begin a period that is over and count it."""
    me = signed_in(request)
    if not is_scorer(me):
        raise NotAllowed("role", "考评由街道督查考评来做")
    offered = selectors.offered(timezone.localdate())
    form = StartForm(request.POST if request.method == "POST" else None, offered=offered)
    context = {"form": form, "offered": offered}
    if request.method != "POST":
        return render_page(request, START, context)
    if not form.is_valid():
        return form_invalid(request, START, context)
    kind, _, since = form.cleaned_data["which"].partition(":")
    try:
        with transaction.atomic():
            row = open_period(kind, date.fromisoformat(since), actor=me)
            draft(row, actor=me)
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, START, context)
    return done(request, row.get_absolute_url(), "初评已经算好。看一遍再公布")


@require_GET
@private_page
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """The subjects by place; people are never put in an order of merit."""
    row, me = period_or_404(request, pk), signed_in(request)
    sort = request.GET.get("sort", "")
    results = list(selectors.results_for(me, row, sort))
    context = {
        "row": row,
        "flow": PERIODS,
        "results": results,
        "sortable": row.kind in selectors.SORTABLE and reads_all(me),
        "sort": sort,
        "heads": selectors.heads(results),
        "answered": sum(one.state == "decided" for one in results),
        "waiting": sum(one.state == "appealed" for one in results),
        "reads_all": reads_all(me),
    }
    return render_page(request, "evaluation/period.html", context)


@require_GET
@private_page
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Every indicator with its formula in words, the two numbers, the rate and the points."""
    row, me = result_or_404(request, pk), signed_in(request)
    first, corrected = selectors.lines_by_round(row.lines.all())
    context = {
        "row": row,
        "flow": RESULTS,
        "first": first,
        "corrected": corrected,
        "adjustments": row.adjustments.select_related("by"),
        "appeal": getattr(row, "appeal", None),
        "paper": reverse("docs:preview", args=["L29", row.pk]),
        "reads_all": reads_all(me),
    }
    return render_page(request, "evaluation/result.html", context)


@require_GET
@private_page
def behind(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The rows below the line, ✓ or ✗, as far as the reader may see them; of the support programmes none."""
    row, me = result_or_404(request, pk), signed_in(request)
    line = row.lines.filter(code=code).order_by("-round").first()
    if line is None or line.formula not in FORMULAS or not FORMULAS[line.formula].opens:
        raise Http404
    subject, days = selectors.subject_of(row), Days(row.period.since, row.period.until)
    context = {
        "row": row,
        "line": line,
        "formula": FORMULAS[line.formula],
        "sources": selectors.opened(me, subject, days, line.formula) if subject else [],
        "now": FORMULAS[line.formula].count(subject, days) if subject else None,
        "a_page": selectors.A_PAGE,
    }
    return render_page(request, "evaluation/behind.html", context)


@require_GET
@private_page
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The period as a workbook: what the reader sees of it. Who took it is on record."""
    row, me, now = period_or_404(request, pk), signed_in(request), timezone.now()
    results = selectors.results_for(me, row).select_related("community", "period", "appeal")
    data = sheet(row, results, settings.OFFICE_NAME)
    with transaction.atomic():
        record("evaluation.download", actor=me, subject_kind=PERIOD, subject_id=row.pk, now=now)
    answer = HttpResponse(data, content_type=EXCEL)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{row}得分表')}.xlsx"
    return answer
