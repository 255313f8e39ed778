"""The forms of acts on a period and on a result."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import private_page
from dashboard.evaluation.actions import periods, results
from dashboard.evaluation.flow import PERIODS, RESULTS
from dashboard.evaluation.forms import PERIOD_FORMS, RESULT_FORMS
from dashboard.evaluation.views.pages import period_or_404, result_or_404


def _list() -> str:
    return reverse("evaluation:list")


PERIOD_PAGES = ActPages(
    PERIODS, forms=PERIOD_FORMS, actions=periods.ACTIONS, list_url=_list, list_label="考评"
)
RESULT_PAGES = ActPages(
    RESULTS, forms=RESULT_FORMS, actions=results.ACTIONS, list_url=_list, list_label="考评"
)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def period_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Count, announce, publish."""
    return PERIOD_PAGES.answer(request, period_or_404(request, pk), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def result_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Add and take points, object, answer."""
    return RESULT_PAGES.answer(request, result_or_404(request, pk), act)
