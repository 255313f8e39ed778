"""/party/: the common pages of rooms, and the tree of organisations."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.ui.responses import private_page, render_page
from grids.works.pages import Pages
from partybuilding.works import orgs
from partybuilding.works.rooms import ROOMS

PAGES = Pages("works", ROOMS)


@require_GET
@private_page
def below(request: HttpRequest, pk: int) -> HttpResponse:
    """The next level of the tree, when somebody opens a node."""
    org = PAGES.row_or_404(request, PAGES.room_or_404(request, orgs.ORGS.key), pk)
    return render_page(request, "works/_nodes.html", {"nodes": orgs.nodes(request.user, org.pk)})
