"""The ways from an address to a visit, a campaign, a contact, an opinion: out of scope is answered like what never was."""

import re
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from core.errors import NotAllowed
from core.lookups import one_of
from core.text import number_of
from grids.scope import Scope
from residents.flows.opinions import OPINIONS
from residents.flows.posts import may_open_register
from residents.flows.visits import VISITS
from residents.models import Household, LeaderContact, Opinion, Visit, VisitCampaign
from residents.querysets_visits import STREET_READERS

_NUMBERED = re.compile(r"^([VH])-(\d{1,12})$")


def numbered(text: str, letter: str) -> int:
    """The id in V-000123; 0 for what is none."""
    found = _NUMBERED.match(text)
    return int(found[2]) if found and found[1] == letter else 0


def visit_or_404(asked: HttpRequest, no: str) -> Visit:
    pk = numbered(no, "V")
    seen: Any = VISITS.queryset()
    found: Visit | None = one_of(seen.visible_to(asked.user).filter(pk=pk)) if pk else None
    if found is None or found.no != no:
        raise Http404
    return found


def opinion_or_404(asked: HttpRequest, no: str) -> Opinion:
    seen: Any = OPINIONS.queryset().select_related("visit", "contact", "created_by", "replied_by")
    found: Opinion | None = one_of(seen.visible_to(asked.user).filter(no=no))
    if found is None:
        raise Http404
    return found


def campaign_or_404(asked: HttpRequest, pk: int) -> VisitCampaign:
    seen = VisitCampaign.objects.visible_to(asked.user).prefetch_related("communities", "grids")
    found: VisitCampaign | None = seen.filter(pk=_small(pk)).first()
    if found is None:
        raise Http404
    return found


def contact_or_404(asked: HttpRequest, pk: int) -> LeaderContact:
    seen = LeaderContact.objects.visible_to(asked.user).select_related("leader", "community")
    found: LeaderContact | None = seen.filter(pk=_small(pk)).first()
    if found is None:
        raise Http404
    return found


def _small(pk: int) -> int:
    """A number longer than any id finds nothing instead of troubling the database."""
    return pk if pk < 2**63 else 0


def household_named(asked: HttpRequest, text: str) -> Household | None:
    """H-000012 of the address, if the person sees that home."""
    pk = numbered(text, "H")
    seen = Household.objects.visible_to(asked.user).select_related("dwelling__building")
    found: Household | None = seen.filter(pk=pk).first() if pk else None
    return found


def contact_named(asked: HttpRequest, text: str) -> LeaderContact | None:
    """The contact of the address: the leader's own, or any of a community that one serves, while it lasts."""
    seen = LeaderContact.objects.visible_to(asked.user).lasting(timezone.localdate())
    pk = number_of(text)
    found: LeaderContact | None = (
        seen.select_related("community", "leader").filter(pk=pk).first() if pk else None
    )
    return found


NOT_YOURS = "走访和居民意见由网格、社区和综治中心办理，你的岗位不用看"


def refuse_outsiders(asked: HttpRequest) -> None:
    """Visits and opinions are not everybody's work."""
    if is_outsider(asked.user):
        raise NotAllowed("role", NOT_YOURS)


def is_outsider(user: Any) -> bool:
    """Neither opens the register nor is a leader in contact with a community."""
    return not may_open_register(user) and not _is_in_contact(user)


def _is_in_contact(user: Any) -> bool:
    if not Scope.of(user).street_roles - STREET_READERS:
        return False
    return LeaderContact.objects.filter(leader=user.pk).lasting(timezone.localdate()).exists()
