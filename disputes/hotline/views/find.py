"""The one way from an address to a ticket: what is out of scope is answered like what never was."""

from typing import Any

from django.http import Http404, HttpRequest

from core.lookups import one_of
from disputes.hotline.flow import TICKETS
from disputes.models import HotlineTicket


def ticket_or_404(asked: HttpRequest, no: str) -> HotlineTicket:
    seen: Any = TICKETS.queryset().select_related("created_by", "answered_by")
    found: HotlineTicket | None = one_of(seen.visible_to(asked.user).filter(no=no))
    if found is None:
        raise Http404
    return found
