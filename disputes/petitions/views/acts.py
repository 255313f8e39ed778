"""The page of every act on a petition matter."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import private_page
from disputes.models import PetitionMatter
from disputes.petitions.actions import ACTIONS
from disputes.petitions.flow import PETITIONS
from disputes.petitions.forms.acts import FORMS
from disputes.petitions.views.find import matter_or_404

PAGES: ActPages[PetitionMatter] = ActPages(
    PETITIONS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("petitions:list"), list_label="信访事项"
)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    return PAGES.answer(request, matter_or_404(request, no), act)
