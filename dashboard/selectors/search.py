"""One box for cases, places, grids and pages. Every part starts at visible_to, so a result is never a leak."""

import re
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import HttpRequest

from core.accounts.models import User
from core.ui.nav import NavItem, nav_for
from dashboard import duties
from disputes.models import Dispute
from grids.models import Area, Grid
from grids.scope import Scope
from grids.selectors import areas_matching
from grids.selectors.places import grids_matching

SHOWN = 8
MOST = 60
_NUMBER = re.compile(r"^(\d{4})?[-—－]?\d{1,6}$")


@dataclass(frozen=True)
class Found:
    """What the words led to."""

    query: str
    cases: list[Dispute] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pages: list[NavItem] = field(default_factory=list)
    header_only: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.grids or self.areas or self.pages)


def tidy(raw: str) -> str:
    """Full-width digits and letters become plain ones; a longer text than any name is cut."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in raw)
    return " ".join(plain.split())[:MOST]


def found_for(request: HttpRequest, raw: str) -> Found:
    """Results of one question. An empty one lists the pages of the person's own menu."""
    query = tidy(raw)
    user: User = request.user  # type: ignore[assignment]
    menu = nav_for(request).bar
    if not query:
        return Found(query, pages=list(menu))
    scope = Scope.of(user)
    return Found(
        query,
        cases=cases_matching(user, scope, query) if duties.has_cases(scope) else [],
        grids=list(grids_matching(user, query, limit=SHOWN)),
        areas=list(areas_matching(user, query, limit=SHOWN)),
        pages=[item for item in menu if query in item.label],
        header_only=duties.only_supervises(scope),
    )


def cases_matching(user: User, scope: Scope, query: str) -> list[Dispute]:
    """By number, or every word in the matter's title or address. Who sees headers only finds by number only."""
    by_number = Q(no__icontains=query.replace("—", "-")) if _NUMBER.match(query) else Q(pk__in=[])
    by_words = Q()
    for word in query.split():
        by_words &= (
            Q(title__icontains=word)
            | Q(place_detail__icontains=word)
            | Q(place__name__icontains=word)
            | Q(place__parent__name__icontains=word)
        )
    wanted = by_number if duties.only_supervises(scope) else by_number | by_words
    found = Dispute.objects.visible_to(user).filter(wanted)
    return list(found.select_related("place__parent", "community").order_by("-registered_at", "-pk")[:SHOWN])
