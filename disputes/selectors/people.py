"""Who could take a case: the people posted today at a tier of its area."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from disputes.choices import State, Tier
from disputes.guards import facts
from disputes.models import Dispute
from disputes.querysets import COMMUNITY_READERS, GRID_ROLES
from grids.choices import Role
from grids.models import Posting
from grids.scope import Scope

_COMMUNITY = (*COMMUNITY_READERS, Role.MEDIATOR)
_STREET = (Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD, Role.MEDIATOR)


@dataclass(frozen=True)
class Candidate:
    """A person at a tier; `value` is what a form sends back."""

    user_id: int
    name: str
    tier: Tier
    post: str

    @property
    def value(self) -> str:
        return f"{self.user_id}:{int(self.tier)}"

    @property
    def words(self) -> str:
        return f"{self.name}（{self.post}）"


def _tier_of(posting: Posting) -> Tier:
    if posting.grid_id is not None:
        return Tier.GRID
    return Tier.STREET if posting.street else Tier.COMMUNITY


def _candidates(where: Q) -> list[Candidate]:
    """One query; a person with two posts at a tier is listed once, with the first."""
    found: dict[tuple[int, int], Candidate] = {}
    rows = (
        Posting.objects.active()
        .filter(where, user__is_active=True)
        .select_related("user", "grid", "community")
        .order_by("street", "community__code", "grid__code", "role", "user__display_name")
    )
    for row in rows:
        tier = _tier_of(row)
        place = row.grid.name if row.grid else ("街道" if row.street else str(row.community))
        post = f"{place}{row.get_role_display()}"
        found.setdefault((row.user_id, tier), Candidate(row.user_id, row.user.display_name, tier, post))
    return sorted(found.values(), key=lambda one: one.tier)


def _posts_at(tiers: Iterable[int], communities: Iterable[int], grids: Iterable[int]) -> Q:
    places = {
        Tier.GRID: Q(role__in=GRID_ROLES, grid__in=list(grids)),
        Tier.COMMUNITY: Q(role__in=_COMMUNITY, community__in=list(communities)),
        Tier.STREET: Q(role__in=_STREET, street=True),
    }
    found = Q(pk__in=[])
    for tier in tiers:
        found |= places[Tier(tier)]
    return found


def candidates_for(dispute: Dispute) -> list[Candidate]:
    """People who may be given this case now: at its tier, and before acceptance also below."""
    lowest = Tier.GRID if dispute.state == State.REGISTERED else dispute.tier
    tiers = [tier for tier in Tier if lowest <= tier <= dispute.tier]
    grids = [dispute.grid_id] if dispute.grid_id else []
    found = _candidates(_posts_at(tiers, [dispute.community_id], grids))
    return [one for one in found if not facts(dispute).recused(one.user_id)]


def candidates_in_scope(user: Any) -> list[Candidate]:
    """People to whom this person could give cases at all; each case checks for itself."""
    scope = Scope.of(user)
    if scope.street_roles & {Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD}:
        any_grid = Q(role__in=GRID_ROLES)
        any_community = Q(role__in=_COMMUNITY, community__isnull=False)
        return _candidates(any_grid | any_community | _posts_at([Tier.STREET], [], []))
    communities = scope.communities_as(*COMMUNITY_READERS)
    own = _posts_at([Tier.GRID, Tier.COMMUNITY], communities, scope.grids_as(*GRID_ROLES))
    return _candidates(own | Q(role__in=GRID_ROLES, grid__community__in=communities))
