"""/meetings/lists/: 任务、问题、责任三清单 of one table, by its address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.accounts.access import signed_in
from core.errors import NotAllowed
from core.flow.lights import light_of
from core.sheets import kinds
from core.ui.responses import private_page, render_page
from grids.scope import Scope
from partybuilding.items import policies
from partybuilding.items.forms.filters import ItemFilter
from partybuilding.items.selectors import listing

ROWS_A_PAGE = 25


@require_GET
@private_page
def lists(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    scope = Scope.of(user)
    if not policies.may_open(scope):
        raise NotAllowed("role", "会议任务由街道、社区和成员单位办理")
    tabs = listing.tabs(user, request.GET.get("tab", ""), now)
    tab = next(one.key for one in tabs if one.current)
    form = ItemFilter(request.GET, user=user)
    rows = form.narrow(listing.rows_of(user, tab, now), now)
    context = {
        "tabs": tabs,
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "is_unit": policies.is_unit_only(scope),
    }
    if tab == "duty":
        context["duties"] = listing.duties(rows, now)
    else:
        page = Paginator(listing.list_rows(rows, now), ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": [(one, *light_of(one, now)) for one in page]}
    return render_page(request, "items/lists.html", context | _ways_out(user))


def _ways_out(user: Any) -> dict[str, Any]:
    """The list as Word for whoever keeps one, as Excel for whoever may take it along."""
    return {
        "own_body": policies.list_of(user),
        "may_export": any(one.code == "action_items" for one in kinds.exportable(user)),
    }
