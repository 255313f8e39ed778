"""Who is who for a ticket today."""

from collections.abc import Callable
from typing import Any

from disputes.choices import Tier
from disputes.hotline.choices import HURRIED
from disputes.hotline.workflow import Who
from disputes.models import HotlineTicket
from disputes.querysets import COMMUNITY_READERS, GRID_ROLES, STREET_DESK
from grids.choices import Role
from grids.scope import Scope

# They take tickets in, give them out and call back.
CENTRE = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER})


def may_open(scope: Scope) -> bool:
    """Whose work meets tickets at all."""
    area = scope.communities_as(*COMMUNITY_READERS) or scope.grids_as(*GRID_ROLES)
    return bool(scope.street_roles & STREET_DESK or area)


def may_receive(user: Any) -> bool:
    return bool(Scope.of(user).street_roles & CENTRE)


def handles(scope: Scope, ticket: HotlineTicket) -> bool:
    """Works at the desk it was given to; a community helps out its grids, because a grid may have nobody (B6)."""
    if ticket.desk == Tier.STREET:
        return bool(scope.street_roles & CENTRE)
    if ticket.community_id in scope.communities_as(*COMMUNITY_READERS):
        return True
    return ticket.desk == Tier.GRID and ticket.grid_id in scope.grids_as(*GRID_ROLES)


def holds(user: Any, who: str, ticket: HotlineTicket) -> bool:
    """Whether the user is `who` for this ticket today. SYSTEM is never a signed-in person."""
    scope = Scope.of(user)
    roles = scope.street_roles
    answers: dict[str, Callable[[], bool]] = {
        Who.DESK: lambda: bool(roles & CENTRE),
        Who.MANAGER: lambda: Role.CENTRE_MANAGER in roles,
        Who.DUTY: lambda: Role.CENTRE_INTAKE in roles and ticket.kind in HURRIED,
        Who.STREET_LEAD: lambda: Role.STREET_LEAD in roles,
        Who.HANDLER: lambda: handles(scope, ticket),
        # C9: who answered does not ask whether the answer was good.
        Who.CALLER: lambda: bool(roles & CENTRE) and ticket.answered_by_id != user.pk,
    }
    answer = answers.get(who)
    return answer is not None and answer()
