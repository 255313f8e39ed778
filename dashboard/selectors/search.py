"""One box for cases, places, grids and pages. Every part starts at visible_to, so a result is never a leak."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.http import HttpRequest

from core.accounts.models import User
from core.ui.nav import NavItem, nav_for
from dashboard import duties
from disputes.models import Dispute
from disputes.selectors import listing
from grids.models import Area, Grid
from grids.scope import Scope
from grids.selectors import areas_matching
from grids.selectors.places import grids_matching
from partybuilding.search import Hit, hits
from residents.addresses import parse_address
from residents.models import Dwelling
from residents.selectors.search import doors_matching

SHOWN = 8
MOST = 60


@dataclass(frozen=True)
class Found:
    """What the words led to."""

    query: str
    cases: list[Dispute] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    doors: list[Dwelling] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    pages: list[NavItem] = field(default_factory=list)
    header_only: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.grids or self.areas or self.doors or self.hits or self.pages)


def tidy(raw: str) -> str:
    """Full-width digits and letters become plain ones; a longer text than any name is cut."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in raw)
    return " ".join(plain.split())[:MOST]


def found_for(request: HttpRequest, raw: str) -> Found:
    """Results of one question. An empty one lists the pages that the person's own menu leads to."""
    query = tidy(raw)
    user: User = request.user  # type: ignore[assignment]
    menu = nav_for(request).pages
    if not query:
        return Found(query, pages=list(menu))
    scope = Scope.of(user)
    return Found(
        query,
        cases=cases_matching(user, scope, query) if duties.has_cases(scope) else [],
        grids=list(grids_matching(user, query, limit=SHOWN)),
        areas=list(areas_matching(user, query, limit=SHOWN)),
        doors=doors_found(user, query),
        hits=hits(user, query, limit=SHOWN),
        pages=pages_named(menu, query),
        header_only=duties.only_supervises(scope),
    )


def pages_named(menu: Iterable[NavItem], query: str) -> list[NavItem]:
    """Entries of the person's menu and the rooms behind them, each page once."""
    every = {one.url: one for item in menu for one in (*item.parts, item)}
    return [one for one in every.values() if query in one.label]


def cases_matching(user: User, scope: Scope, query: str) -> list[Dispute]:
    """As the case list searches: number, matter, address. Who sees headers only may not find by words of the matter."""
    seen = Dispute.objects.visible_to(user)
    found = listing.matching(seen, query, words=not duties.only_supervises(scope))
    newest = (F("registered_at").desc(nulls_last=True), "-pk")
    # The few are chosen first and joined to their places then.
    chosen = Dispute.objects.filter(pk__in=found.order_by(*newest).values("pk")[:SHOWN])
    return list(chosen.select_related("place__parent", "community").order_by(*newest))


def doors_found(user: User, query: str) -> list[Dwelling]:
    """Homes by their address in one's own area, and by nothing else: people are looked for at /homes/."""
    address = parse_address(query)
    return doors_matching(user, address, limit=SHOWN) if address.room else []
