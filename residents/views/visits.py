"""/visits/: the day, one visit with its acts, its sheet, and the list of what was done."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.files.selectors import photos_of
from core.flow.lights import light_of
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from residents.actions.visits import ACTIONS
from residents.flows.visits import KIND, VISITS
from residents.forms.filters_visits import VisitFilter
from residents.forms.visit_acts import FORMS
from residents.models import Visit
from residents.papers import topic_labels
from residents.selectors.campaigns import running_for
from residents.selectors.opinions import opinions_of
from residents.selectors.visit_cycles import homes_to_visit
from residents.selectors.visits import day_for, made_visits
from residents.views.visits_find import refuse_outsiders, visit_or_404

ROWS_A_PAGE = 25
PAGES = ActPages(
    VISITS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("visits:today"), list_label="走访"
)


@require_GET
@private_page
def today(request: HttpRequest) -> HttpResponse:
    """Who expects one today, what was promised, who waits for an answer."""
    refuse_outsiders(request)
    now, mine = timezone.now(), request.GET.get("mine") == "1"
    day = day_for(request.user, now, mine_only=mine)
    context = {
        "day": day,
        "owed": [(one, *light_of(one, now)) for one in day.opinions],
        "homes": homes_to_visit(request.user, now),
        "campaigns": running_for(request.user, timezone.localdate(now)),
        "mine": mine,
        "now": now,
    }
    return render_page(request, "visits/today.html", context)


@require_GET
@private_page
def detail(request: HttpRequest, no: str) -> HttpResponse:
    visit, now = visit_or_404(request, no), timezone.now()
    context = {
        "visit": visit,
        "flow": VISITS,
        "workers": list(visit.workers.all()),
        "opinions": [(one, *light_of(one, now)) for one in opinions_of(request.user, visit=visit)],
        "photos": photos_of(KIND, visit.pk),
        "later": Visit.objects.filter(follows=visit).first(),
        "topics": topic_labels(visit),
    }
    return render_page(request, "visits/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, visit_or_404(request, no), act)


@require_GET
@private_page
def visit_list(request: HttpRequest) -> HttpResponse:
    """What was done, newest first. Counts no one's visits."""
    refuse_outsiders(request)
    form = VisitFilter(request.GET, user=request.user)
    page = Paginator(form.narrow(made_visits(request.user)), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render_page(
        request, "visits/list.html", {"form": form, "page": page, "rows": list(page), "chips": form.chips()}
    )
