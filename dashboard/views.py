"""The workbench and the search."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.accounts.models import User
from core.errors import NotAllowed
from core.ui.responses import private_page, render_page
from dashboard import duties
from dashboard.selectors import board, errands, posts, search, trends
from grids.choices import GRID_ROLES, Role
from grids.scope import Scope


@require_GET
@private_page
def workbench(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    scope, now = Scope.of(user), timezone.localtime()
    cases = None
    if duties.has_cases(scope):
        cases = board.board_for(user, scope, now=now, mine_only=request.GET.get("mine") == "1")
    context = {
        "now": now,
        "board": cases,
        "errands": errands.errands_for(user, scope, now=now),
        "upkeep": posts.upkeep_for(user, scope, today=now.date()),
        "grids": posts.grids_served(scope),
        "unread": posts.unread_notices(user),
        "field_work": scope.has(*GRID_ROLES),
        "phone_work": scope.has(*GRID_ROLES, Role.DEPT_LIAISON),
        "header_only": duties.only_supervises(scope),
        "scope": scope,
    }
    return render_page(request, "dashboard/workbench.html", context, partial="dashboard/_board.html")


@require_GET
@private_page
def search_page(request: HttpRequest) -> HttpResponse:
    found = search.found_for(request, request.GET.get("q", ""))
    return render_page(request, "dashboard/search.html", {"found": found}, partial="dashboard/_found.html")


@require_GET
@private_page
def trend_page(request: HttpRequest) -> HttpResponse:
    """What kinds of disputes grew where, from one whole month to the next."""
    if not duties.reads_street_cases(Scope.of(request.user)):
        raise NotAllowed("role", "趋势预警由街道综治中心、分管领导和督查查看")
    found = trends.trends(timezone.now())
    context = {"trends": found, "least": trends.FEWEST, "growth": trends.GROWTH}
    return render_page(request, "dashboard/trends.html", context)
