"""/meetings/items/<no>/: one task with its clock, its months, its proofs, and every act."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.strip import clock_strip
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from partybuilding.items.actions import ACTIONS
from partybuilding.items.flow import ITEMS, KIND
from partybuilding.items.forms.acts import FORMS
from partybuilding.items.origin import whistle_url
from partybuilding.items.selectors import detail as around
from partybuilding.items.views.find import item_or_404

PAGES = ActPages(
    ITEMS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("items:lists"), list_label="三清单"
)


@require_GET
@private_page
def detail(request: HttpRequest, no: str) -> HttpResponse:
    item = item_or_404(request, no)
    entries, checks = around.entries_of(item), around.checks_of(item)
    around.with_photos(entries, checks)
    context: dict[str, Any] = {
        "item": item,
        "flow": ITEMS,
        "clocks": clock_strip(KIND, item.pk, timezone.now(), clocks=around.clocks_of(item)),
        "entries": entries,
        "checks": checks,
        "orders": around.orders_of(item),
        "whistle_url": whistle_url(request.user, item),
        "source_url": around.source_link(signed_in(request), item),
    }
    return render_page(request, "items/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, item_or_404(request, no), act)
