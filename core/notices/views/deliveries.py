"""For the system administrator: copies for outside that did not arrive."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import signed_in
from core.accounts.roles import has_role
from core.errors import NotAllowed
from core.notices import actions, selectors
from core.notices.models import Outbox

DELIVERIES_PER_PAGE = 50


@require_GET
@never_cache
def deliveries(request: HttpRequest) -> HttpResponse:
    _only_sysadmin(request)
    page = Paginator(selectors.delivery_problems(), DELIVERIES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/deliveries.html", {"page": page})


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    _only_sysadmin(request)
    delivery = get_object_or_404(Outbox, pk=pk)
    if request.POST.get("do") == "delivered":
        actions.mark_delivered(delivery, actor=signed_in(request))
    else:
        actions.retry_delivery(delivery, actor=signed_in(request))
    return redirect("notices:deliveries")


def _only_sysadmin(request: HttpRequest) -> None:
    if not has_role(signed_in(request), "sysadmin"):
        raise NotAllowed("delivery_not_yours", "外发消息由系统管理员处理")
