"""/orders/: supervision orders, and their reply."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import subjects
from core.clocks.selectors import clocks_for
from core.flow.lights import light_of
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from disputes.models import SupervisionOrder
from disputes.supervision.actions import ACTIONS
from disputes.supervision.choices import OrderState
from disputes.supervision.flow import KIND, ORDERS, reads_text
from disputes.supervision.forms import FORMS

TABS: dict[str, str] = {"open": "待答复", "replied": "已答复", "all": "全部"}
ORDER_PAGES: ActPages[SupervisionOrder] = ActPages(
    ORDERS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("orders:list"), list_label="督办单"
)


def order_or_404(asked: HttpRequest, no: str) -> SupervisionOrder:
    found = ORDERS.queryset().visible_to(asked.user).filter(no=no).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    order: SupervisionOrder = found
    return order


@require_GET
@private_page
def order_list(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "open"
    rows = ORDERS.queryset().visible_to(request.user)  # type: ignore[attr-defined]
    if tab != "all":
        rows = rows.filter(state=OrderState.ISSUED if tab == "open" else OrderState.REPLIED)
    page = Paginator(rows.order_by("due_at", "-pk"), 25).get_page(request.GET.get("page"))
    now = timezone.now()
    lit = [(one, *light_of(one, now)) for one in page]
    context = {"tab": tab, "tabs": TABS.items(), "page": page, "rows": lit}
    return render_page(request, "orders/list.html", context)


@require_GET
@private_page
def order_page(request: HttpRequest, no: str) -> HttpResponse:
    order = order_or_404(request, no)
    context = {
        "order": order,
        "flow": ORDERS,
        "whole": reads_text(request.user, order),
        "clocks": clocks_for(KIND, order.pk),
        "now": timezone.now(),
        "subject_url": _subject_url(request, order),
    }
    return render_page(request, "orders/detail.html", context)


def _subject_url(asked: HttpRequest, order: SupervisionOrder) -> str:
    """The matter's page, for whoever sees it."""
    if not subjects.known(order.subject_kind):
        return ""
    owner = subjects.get(order.subject_kind)
    return owner.url(order.subject_id) if owner.visible_ids(asked.user, [order.subject_id]) else ""


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    return ORDER_PAGES.answer(request, order_or_404(request, no), act)
