"""Who looks after what residents take part in: a community its own, the street all (domain.md J7-J15)."""

from typing import Any

from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.scope import Scope

STREET_KEEPERS = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD})
STREET_READERS = STREET_KEEPERS | {Role.SUPERVISOR}
# They look after nothing here, but lend a hand and see what is open to everybody at work.
HANDS = (*GRID_ROLES, Role.DEPT_LIAISON, Role.MEDIATOR)


def reads_all(scope: Scope) -> bool:
    """The whole street's rows."""
    return bool(scope.street_roles & STREET_READERS)


def keeps(scope: Scope, community_id: int | None) -> bool:
    """Whether what belongs to the community is theirs to look after; what is the street's own has no community."""
    if scope.street_roles & STREET_KEEPERS:
        return True
    return community_id is not None and community_id in scope.communities_as(*COMMUNITY_ROLES)


def keeps_any(user: Any) -> bool:
    scope = Scope.of(user)
    return bool(scope.street_roles & STREET_KEEPERS or scope.communities_as(*COMMUNITY_ROLES))


def takes_part(scope: Scope) -> bool:
    """Whose work meets wishes and activities at all."""
    return reads_all(scope) or scope.has(*COMMUNITY_ROLES, *HANDS)
