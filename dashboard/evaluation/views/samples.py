"""Records of the register that another community checks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from dashboard.evaluation import selectors
from dashboard.evaluation.actions.samples import check_sample, quarter_of
from dashboard.evaluation.forms import SampleForm
from dashboard.evaluation.models import SampleRecord
from dashboard.evaluation.querysets import reads_all
from grids.choices import COMMUNITY_ROLES
from grids.scope import Scope

SAMPLE, MOST = "evaluation/sample.html", 200


@require_GET
@private_page
def samples(request: HttpRequest) -> HttpResponse:
    """A community's work list; for the scorers how far the checking is, in numbers. Four queries at any size."""
    me = signed_in(request)
    checks = Scope.of(me).has(*COMMUNITY_ROLES)
    if not checks and not reads_all(me):
        raise NotAllowed("role", "抽查由分到的外社区来核对")
    state = "done" if request.GET.get("tab") == "done" else "todo"
    context = {
        "checks": checks,
        "tab": state,
        "rows": selectors.samples_for(me, state)[:MOST],
        "draws": selectors.draws_for(quarter_of(timezone.localdate())) if reads_all(me) else [],
        "most": MOST,
    }
    return render_page(request, "evaluation/samples.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """What the register says of one home, names covered, and the form."""
    row = selectors.sample_for(signed_in(request), pk)
    if row is None:
        raise Http404
    context = {
        "row": row,
        "home": selectors.home_of(row),
        "form": SampleForm(initial={"version": row.version}),
    }
    if request.method != "POST":
        return render_page(request, SAMPLE, context)
    form, numbers = read_form(request, SampleForm)
    context |= {"form": form, "numbers": numbers}
    if numbers or not form.is_valid():
        return form_invalid(request, SAMPLE, context)
    return _check(request, row, form, context)


def _check(
    asked: HttpRequest, row: SampleRecord, form: SampleForm, context: dict[str, object]
) -> HttpResponse:
    try:
        check_sample(row, actor=signed_in(asked), **form.cleaned_data)
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(asked, SAMPLE, context)
    return done(asked, reverse("evaluation:samples"), "已记下")
