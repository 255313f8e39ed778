"""The one way from an address to an item: what is out of scope is answered like what never was."""

from typing import Any

from django.http import Http404, HttpRequest

from core.lookups import one_of
from partybuilding.items.flow import ITEMS
from partybuilding.models import ActionItem


def item_or_404(asked: HttpRequest, no: str) -> ActionItem:
    seen: Any = ITEMS.queryset().select_related(
        "decision__meeting__body",
        "set_aside_by__meeting__body",
        "done_by",
        "verified_by",
        "cleared_by",
        "created_by",
    )
    found: ActionItem | None = one_of(seen.visible_to(asked.user).prefetch_related("assisting").filter(no=no))
    if found is None:
        raise Http404
    return found
