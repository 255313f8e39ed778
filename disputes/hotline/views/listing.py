"""/hotline/: tabs with true counts, what is due soonest first, and the three rates."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.errors import NotAllowed
from core.flow.lights import light_of
from core.ui.responses import private_page, render_page
from disputes.hotline import policies
from disputes.hotline.forms.filters import TicketFilter
from disputes.hotline.selectors import listing
from disputes.models import HotlineTicket
from grids.scope import Scope

ROWS_A_PAGE = 25


@require_GET
@private_page
def ticket_list(request: HttpRequest) -> HttpResponse:
    if not policies.may_open(Scope.of(request.user)):
        raise NotAllowed("role", "热线工单由街道综治中心和承办的社区、网格办理")
    now, user = timezone.now(), request.user
    tabs = listing.tabs(user, request.GET.get("tab", ""), now)
    tab = next(one.key for one in tabs if one.current)
    form = TicketFilter(request.GET, user=user)
    rows = form.narrow(listing.in_tab(user, tab, now), now)
    rows = listing.list_rows(listing.ordered(rows, form.given().get("sort", ""), now))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs,
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "page": page,
        "rows": [(one, *light_of(one, now)) for one in page],
        "rates": listing.rates(HotlineTicket.objects.visible_to(user), now),
        "rate_days": listing.RATE_DAYS,
        "may_receive": policies.may_receive(user),
    }
    return render_page(request, "hotline/list.html", context)
