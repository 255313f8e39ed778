"""Who is who for a case today, and who reads its content. The engine asks it for pages and again for actions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from disputes.choices import Severity, Tier
from disputes.models import Dispute
from disputes.querysets import CASE_ROLES, COMMUNITY_READERS, STREET_LEADS
from disputes.workflow import Who
from grids.choices import Role
from grids.scope import Scope

STREET_STAFF = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD, Role.MEDIATOR})


def is_staff(scope: Scope, tier: int, dispute: Dispute, user: Any) -> bool:
    """Works cases at this tier of this case's area. A mediator only on cases given to them (C1b)."""
    if dispute.is_restricted and dispute.holder_id != user.pk and not is_lead(scope, tier, dispute):
        return False
    if tier == Tier.GRID:
        return dispute.grid_id in scope.grids_as(Role.GRID_WORKER, Role.GRID_LEADER)
    mine = user.pk in {dispute.holder_id, dispute.mediator_id}
    if tier == Tier.COMMUNITY:
        if dispute.community_id in scope.communities_as(*COMMUNITY_READERS):
            return True
        return mine and dispute.community_id in scope.communities_as(Role.MEDIATOR)
    roles = scope.street_roles & STREET_STAFF
    return bool(roles - {Role.MEDIATOR}) or (bool(roles) and mine)


def is_lead(scope: Scope, tier: int, dispute: Dispute) -> bool:
    """Leads this tier. A grid without a leader is led by its community's secretary, who always may step in."""
    leads_community = dispute.community_id in scope.communities_as(Role.COMMUNITY_LEAD)
    if tier == Tier.GRID:
        return leads_community or dispute.grid_id in scope.grids_as(Role.GRID_LEADER)
    if tier == Tier.COMMUNITY:
        return leads_community
    return bool(scope.street_roles & STREET_LEADS)


def _chaser(scope: Scope, dispute: Dispute, user: Any) -> bool:
    if scope.street_roles & (STREET_LEADS | {Role.CENTRE_INTAKE}):
        return True
    if dispute.tier <= Tier.COMMUNITY and dispute.community_id in scope.communities_as(*COMMUNITY_READERS):
        return True
    return is_lead(scope, dispute.tier, dispute)


def _closer(scope: Scope, dispute: Dispute, user: Any) -> bool:
    if dispute.severity == Severity.MAJOR:
        # N8: no handler closes their own major case.
        return Role.CENTRE_MANAGER in scope.street_roles and user.pk not in {
            dispute.holder_id,
            dispute.mediator_id,
        }
    return dispute.community_id in scope.communities_as(Role.COMMUNITY_LEAD)


def _checker(scope: Scope, dispute: Dispute, user: Any) -> bool:
    """C9: for small and major matters somebody other than the mediator checks back."""
    if dispute.severity != Severity.MICRO and dispute.mediator_id == user.pk:
        return False
    return is_staff(scope, dispute.tier, dispute, user) or _closer(scope, dispute, user)


def holds(user: Any, who: Who, dispute: Dispute, scope: Scope | None = None) -> bool:
    """Whether the user is `who` for this case today. SYSTEM and CITIZEN are never a signed-in person."""
    scope = scope or Scope.of(user)
    at_street = scope.street_roles
    answers: dict[Who, Callable[[], bool]] = {
        Who.AUTHOR: lambda: dispute.created_by_id == user.pk and bool(scope.roles & CASE_ROLES),
        Who.HOLDER_STAFF: lambda: is_staff(scope, dispute.tier, dispute, user),
        Who.HOLDER_LEAD: lambda: is_lead(scope, dispute.tier, dispute),
        Who.UPPER_STAFF: lambda: (
            dispute.tier < Tier.STREET and is_staff(scope, dispute.tier + 1, dispute, user)
        ),
        Who.INTAKE: lambda: Role.CENTRE_INTAKE in at_street,
        Who.MANAGER: lambda: Role.CENTRE_MANAGER in at_street,
        Who.COMMUNITY_LEAD: lambda: dispute.community_id in scope.communities_as(Role.COMMUNITY_LEAD),
        Who.CLOSER: partial(_closer, scope, dispute, user),
        Who.ARCHIVIST: lambda: (
            Role.CENTRE_MANAGER in at_street
            or dispute.community_id in scope.communities_as(Role.COMMUNITY_CLERK)
        ),
        Who.HOLDER: lambda: dispute.holder_id == user.pk,
        Who.CHASER: partial(_chaser, scope, dispute, user),
        Who.SUPERVISES: lambda: bool(at_street & STREET_LEADS),
        Who.CHECKER: partial(_checker, scope, dispute, user),
        Who.CITIZEN: lambda: False,
        Who.SYSTEM: lambda: False,
    }
    return answers[who]()


def sees_content(user: Any, dispute: Dispute) -> bool:
    """A supervisor, as such, sees header and clocks only (C1b)."""
    return sees_content_by_post(user, dispute) or dispute.co_mediators.filter(pk=user.pk).exists()


def sees_content_by_post(user: Any, dispute: Dispute) -> bool:
    """The part of it that needs no query: what a list asks for each of its rows."""
    scope = Scope.of(user)
    if scope.street_roles & (STREET_LEADS | {Role.CENTRE_INTAKE}):
        return True
    if dispute.community_id in scope.communities_as(*COMMUNITY_READERS):
        return True
    if dispute.grid_id in scope.grids_as(Role.GRID_WORKER, Role.GRID_LEADER):
        return True
    return user.pk in {dispute.holder_id, dispute.mediator_id, dispute.created_by_id}
