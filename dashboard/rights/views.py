"""/settings/rights/: 岗位与权限. Everybody signed in may read how the work is divided; it names nobody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.accounts.access import signed_in
from core.ui.responses import render_page
from dashboard.rights import tables


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """The posts, and every kind of matter with how many acts it has."""
    kinds = [(name, flow.kind, len(flow.table)) for name, flow in tables.FLOWS.items()]
    return render_page(
        request, "dashboard/rights.html", {"roles": tables.roles(signed_in(request)), "kinds": kinds}
    )


@require_GET
def acts(request: HttpRequest, kind: str) -> HttpResponse:
    """Every act of one kind of matter: from where to where, and who does it."""
    found = tables.flow_of(kind)
    if found is None:
        raise Http404
    name, flow = found
    return render_page(request, "dashboard/rights_acts.html", {"name": name, "rows": tables.acts(flow)})
