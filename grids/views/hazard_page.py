"""/hazards/<no>/: one hazard with its clocks and its acts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.strip import clock_strip
from core.files.models import StoredFile
from core.files.selectors import photos_of
from core.flow.pages import ActPages
from core.lookups import one_of
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from grids import policies_field, referrals
from grids.actions.hazard_acts import ACTIONS
from grids.engine import HAZARDS, KIND
from grids.forms.hazards import FORMS
from grids.models import Hazard
from grids.selectors.limits import limit_words
from grids.views.hazards import may_look

HAZARD_ACTS = ActPages(
    HAZARDS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("hazards:list"), list_label="隐患"
)


def hazard_or_404(asked: HttpRequest, no: str) -> Hazard:
    """The hazard if the person sees it; what is out of area is answered like what never was."""
    found = HAZARDS.queryset().filter(no=no)
    hazard = one_of(found.filter(pk__in=Hazard.objects.visible_to(asked.user).values("pk")))
    if hazard is None:
        raise Http404
    return hazard


@require_GET
@private_page
def detail(request: HttpRequest, no: str) -> HttpResponse:
    may_look(request)
    hazard, now = hazard_or_404(request, no), timezone.now()
    context: dict[str, Any] = {
        "hazard": hazard,
        "flow": HAZARDS,
        "content": policies_field.sees_content(request.user, hazard),
        "clocks": clock_strip(KIND, hazard.pk, now),
    }
    if context["content"]:
        people = ("ordered_by", "rectified_by", "rechecked_by")
        context |= {
            "rounds": list(hazard.rounds.select_related(*people)),
            "photos": _by_purpose(hazard),
            "limit": limit_words().get(hazard.limit, ""),
            "doors": referrals.doors(signed_in(request), hazard),
        }
    return render_page(request, "hazards/detail.html", context)


def _by_purpose(hazard: Hazard) -> list[tuple[str, list[StoredFile]]]:
    """Before, after, and the rest."""
    groups: dict[str, list[StoredFile]] = {}
    for photo in photos_of(KIND, hazard.pk):
        groups.setdefault(photo.get_purpose_display(), []).append(photo)
    order = {"处理前": 0, "处理后": 1}
    return sorted(groups.items(), key=lambda group: order.get(group[0], 2))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return HAZARD_ACTS.answer(request, hazard_or_404(request, no), act)
