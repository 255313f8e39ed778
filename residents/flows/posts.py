"""Who works what lies in a community and a grid: asked by the flows of visits and opinions alike."""

from typing import Any, Protocol

from core.accounts.models import User
from grids.choices import Role
from grids.scope import Scope
from grids.selectors import holders
from residents.choices_visits import Desk
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES, STREET_ROLES
from residents.querysets_visits import STREET_READERS


class Lying(Protocol):
    """Anything with a community and a grid."""

    community_id: int
    grid_id: int | None


def works_at(scope: Scope, desk: int, row: Lying) -> bool:
    """Staff of this desk for the row's place."""
    if desk == Desk.GRID:
        return row.grid_id in scope.grids_as(*GRID_ROLES)
    if desk == Desk.COMMUNITY:
        return row.community_id in scope.communities_as(*COMMUNITY_ROLES)
    return bool(scope.street_roles & STREET_ROLES)


def works_there(scope: Scope, row: Lying) -> bool:
    """Staff of any desk for the row's place."""
    return any(works_at(scope, desk, row) for desk in Desk)


def leads_at(scope: Scope, desk: int, row: Lying) -> bool:
    """Leads this desk or one above it; a grid without a leader is led by its community's secretary."""
    if scope.street_roles & {Role.CENTRE_MANAGER, Role.STREET_LEAD}:
        return True
    if desk <= Desk.COMMUNITY and row.community_id in scope.communities_as(Role.COMMUNITY_LEAD):
        return True
    return desk == Desk.GRID and row.grid_id in scope.grids_as(Role.GRID_LEADER)


def highest_desk(scope: Scope, row: Lying) -> Desk | None:
    """The desk from which the person speaks about this row; None when at none."""
    return next((desk for desk in sorted(Desk, reverse=True) if works_at(scope, desk, row)), None)


def staff_of(desk: int, row: Lying) -> set[User]:
    """Those who do the work of the desk. A vacant post's work is its lead's (B6)."""
    if desk == Desk.GRID:
        workers = set(holders(Role.GRID_WORKER, grid=row.grid_id)) if row.grid_id else set()
        return workers or leads_of(Desk.GRID, row)
    if desk == Desk.COMMUNITY:
        return set(holders(Role.COMMUNITY_CLERK, community=row.community_id)) or leads_of(desk, row)
    return set(holders(Role.CENTRE_INTAKE, street=True)) or leads_of(desk, row)


def leads_of(desk: int, row: Lying) -> set[User]:
    """The desk's lead, or the next one that has somebody."""
    if desk == Desk.GRID:
        leaders = set(holders(Role.GRID_LEADER, grid=row.grid_id)) if row.grid_id else set()
        return leaders or leads_of(Desk.COMMUNITY, row)
    if desk == Desk.COMMUNITY:
        secretaries = set(holders(Role.COMMUNITY_LEAD, community=row.community_id))
        return secretaries or leads_of(Desk.STREET, row)
    return set(holders(Role.CENTRE_MANAGER, street=True)) | set(holders(Role.STREET_LEAD, street=True))


def may_open_register(user: Any) -> bool:
    """Whether visits and opinions are this person's work at all."""
    scope = Scope.of(user)
    street = bool(scope.street_roles & STREET_READERS)
    return street or bool(scope.communities_as(*COMMUNITY_ROLES) or scope.grids_as(*GRID_ROLES))
