"""/whistles/held/: 谁手里压着, by unit."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.errors import NotAllowed
from core.ui.responses import private_page, render_page
from disputes.querysets import STREET_READERS
from disputes.whistles.selectors.held import who_holds
from grids.scope import Scope


@require_GET
@private_page
def held(request: HttpRequest) -> HttpResponse:
    if not Scope.of(request.user).street_roles & STREET_READERS:
        raise NotAllowed("role", "「谁手里压着」由街道和督查查看")
    now = timezone.now()
    return render_page(request, "whistles/held.html", {"groups": who_holds(request.user, now), "now": now})
