"""/support/totals/: how many are helped, for those who answer for it; never who, never by grid (domain.md G3)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.accounts.access import signed_in
from core.ui.responses import private_page, render_page
from grids.choices import Role
from grids.models import Area
from grids.scope import Scope
from specialgroups.policies import may_read_totals, reads_street_totals
from specialgroups.selectors.totals import by_programme


@require_GET
@private_page
def totals(request: HttpRequest) -> HttpResponse:
    """The street's for its leader, the privacy officer and programme managers; a community's for its secretary."""
    user = signed_in(request)
    if not may_read_totals(user):
        raise Http404
    parts = [("全街道", by_programme())] if reads_street_totals(user) else []
    mine = Scope.of(user).communities_as(Role.COMMUNITY_LEAD)
    for one in Area.objects.filter(pk__in=mine).order_by("code"):
        parts.append((one.name, by_programme(one.pk)))
    return render_page(request, "support/totals.html", {"parts": parts})
