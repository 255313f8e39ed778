"""Who is who for a hazard and for a patrol today. The engine asks it for pages and again for actions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from core.accounts.models import User
from core.errors import NotAllowed
from grids.choices import COMMUNITY_ROLES, GRID_ROLES, Role
from grids.choices_field import Grade
from grids.models import Grid, Hazard
from grids.querysets_field import FIELD_ROLES, STREET_STAFF
from grids.scope import Scope
from grids.workflow import Who


def in_grid(scope: Scope, hazard: Hazard) -> bool:
    return hazard.grid_id in scope.grids_as(*GRID_ROLES)


def in_community(scope: Scope, hazard: Hazard) -> bool:
    return hazard.community_id in scope.communities_as(*COMMUNITY_ROLES)


def at_street(scope: Scope) -> bool:
    return bool(scope.street_roles & STREET_STAFF)


def orders(scope: Scope, hazard: Hazard) -> bool:
    """B7: a worker finds and reports; orders come from the grid's leader, the community or the street."""
    return hazard.grid_id in scope.led_grid_ids or in_community(scope, hazard) or at_street(scope)


def _checker(scope: Scope, hazard: Hazard, user: Any) -> bool:
    if hazard.rectified_by_id == user.pk:
        return False
    above = in_community(scope, hazard) or at_street(scope)
    return above or (hazard.grade != Grade.MAJOR and in_grid(scope, hazard))


def _closer(scope: Scope, hazard: Hazard, user: Any) -> bool:
    """N8: no handler closes a major matter of their own."""
    if hazard.rectified_by_id == user.pk:
        return False
    leads = hazard.community_id in scope.communities_as(Role.COMMUNITY_LEAD)
    return leads or Role.CENTRE_MANAGER in scope.street_roles


def holds(user: Any, who: Who, hazard: Hazard) -> bool:
    """Whether the user is `who` for this hazard today. SYSTEM is never a signed-in person."""
    scope = Scope.of(user)
    own = hazard.created_by_id == user.pk
    answers: dict[Who, Callable[[], bool]] = {
        # Only while it is being told: nobody reports a hazard twice.
        Who.FINDER: lambda: own and not hazard.last_act and finds(scope),
        Who.GRID: partial(in_grid, scope, hazard),
        Who.COMMUNITY: partial(in_community, scope, hazard),
        Who.STREET: partial(at_street, scope),
        Who.ORDERER: partial(orders, scope, hazard),
        Who.CHECKER: partial(_checker, scope, hazard, user),
        Who.CLOSER: partial(_closer, scope, hazard, user),
        Who.DISMISSER: lambda: not own and orders(scope, hazard),
        Who.CHASER: partial(orders, scope, hazard),
        Who.SYSTEM: lambda: False,
    }
    return answers[who]()


def finds(scope: Scope) -> bool:
    """Reports hazards and inspects: everybody with field work, but for the supervisor."""
    return bool(scope.roles & (FIELD_ROLES - {Role.SUPERVISOR}))


def reads_only_headers(scope: Scope) -> bool:
    """A supervisor, as such: header and clocks, no content (domain.md C1b)."""
    return scope.roles & FIELD_ROLES == {Role.SUPERVISOR}


def sees_content(user: Any, hazard: Hazard) -> bool:
    scope = Scope.of(user)
    own = hazard.created_by_id == user.pk and scope.has(*GRID_ROLES)
    return own or in_grid(scope, hazard) or in_community(scope, hazard) or at_street(scope)


def may_walk(user: User, grid: Grid) -> bool:
    """Check in at the grid's points: its worker, a substitute, or its leader."""
    return grid.pk in Scope.of(user).grids_as(*GRID_ROLES)


def may_edit_route(user: User, grid: Grid) -> bool:
    scope = Scope.of(user)
    return grid.pk in scope.led_grid_ids or grid.community_id in scope.communities_as(*COMMUNITY_ROLES)


def may_see_patrols(user: User, grid: Grid) -> bool:
    """The days of a grid: its people, its community, the street's desks and the supervisor."""
    scope = Scope.of(user)
    return (
        bool(scope.street_roles & FIELD_ROLES)
        or grid.pk in scope.grids_as(*GRID_ROLES)
        or grid.community_id in scope.communities_as(*COMMUNITY_ROLES)
    )


def require_route_editor(actor: User, grid: Grid) -> None:
    if not may_edit_route(actor, grid):
        raise NotAllowed("route.edit", f"{grid}的巡查路线由网格长和社区来改")


def may_edit_checklists(user: User) -> bool:
    return Scope.of(user).has(Role.SYSADMIN)


def require_checklist_editor(actor: User) -> None:
    if not may_edit_checklists(actor):
        raise NotAllowed("checklist.edit", "隐患清单由系统管理员维护，要改请找他们")
