"""Who may do what with a home or a person (trust.md 3.3). Pages ask to show a button, actions ask again.

A row is asked about after visible_to has found it, so a refusal here is a matter of the role, not of the place."""

from typing import Any

from core.accounts.models import User
from core.flow.table import ALLOWED, Decision
from grids.choices import Role
from grids.models import Area
from grids.scope import Scope
from residents.models import Placed, Resident, ResidentMerge
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES, REGISTER_ROLES, STREET_ROLES

_JOINERS = "社区书记或街道综治中心"
_STATEMENT_COMMUNITY = (Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD)


def _serves(
    user: Any,
    row: Placed,
    *,
    grid: tuple[Role, ...] = GRID_ROLES,
    community: tuple[Role, ...] = COMMUNITY_ROLES,
    street: frozenset[Role] = STREET_ROLES,
) -> bool:
    """Whether one of the roles is held for the place of the row today."""
    scope = Scope.of(user)
    return bool(
        scope.street_roles & street
        or row.community_id in scope.communities_as(*community)
        or row.grid_id in scope.grids_as(*grid)
    )


def _only(who: str, what: str) -> Decision:
    return Decision(False, "role", f"{what}由{who}来做")


def may_register(user: Any, row: Placed) -> Decision:
    """Add, change, confirm and move what lies in one's own area."""
    if _serves(user, row):
        return ALLOWED
    return _only("本网格、本社区或街道综治中心", "登记和修改")


def may_register_at(user: Any, building: Area) -> Decision:
    """The same for a building without any row yet. A grid's people register in their community's buildings only where
    their own grid serves; the action that adds a door knows which that is."""
    scope = Scope.of(user)
    if scope.street_roles & STREET_ROLES or building.community_id in scope.communities_as(*COMMUNITY_ROLES):
        return ALLOWED
    own = scope.grids_as(*GRID_ROLES)
    if own and building.grid_links.filter(grid__in=own, valid_to__isnull=True).exists():
        return ALLOWED
    return _only("本网格、本社区或街道综治中心", "登记和修改")


def may_let_courtyard(user: Any, courtyard: Area) -> Decision:
    """Enter a courtyard as let: whoever registers in one of its rows of houses."""
    houses = courtyard.children.filter(is_active=True)
    if any(may_register_at(user, house).allowed for house in houses):
        return ALLOWED
    return _only("本网格、本社区或街道综治中心", "登记和修改")


def may_reveal(user: Any, row: Placed, field: str) -> Decision:
    """Identity numbers are for the community and the centre; a grid sees names and phones of its own."""
    if field == "id_number":
        if _serves(user, row, grid=()):
            return ALLOWED
        return _only("社区专干、社区书记或街道综治中心", "查看证件号码")
    return ALLOWED if _serves(user, row) else _only("本网格、本社区或街道综治中心", "查看")


def may_search_identity(user: Any) -> bool:
    """Find somebody by the whole identity number."""
    scope = Scope.of(user)
    return bool(scope.street_roles & STREET_ROLES or scope.communities_as(*COMMUNITY_ROLES))


def may_search_phone(user: Any) -> bool:
    """Find somebody of one's own area by the number they call from."""
    return bool(Scope.of(user).roles & REGISTER_ROLES)


def may_join(user: Any, *people: Resident) -> Decision:
    """Propose or decide that two entries are one person."""
    if all(_serves(user, one, grid=(), community=(Role.COMMUNITY_LEAD,)) for one in people):
        return ALLOWED
    return _only(_JOINERS, "并档")


def may_join_anything(user: Any) -> bool:
    scope = Scope.of(user)
    return bool(scope.street_roles & STREET_ROLES or scope.communities_as(Role.COMMUNITY_LEAD))


def may_decide(user: User, merge: ResidentMerge) -> Decision:
    """A second pair of eyes: never who asked."""
    by_role = may_join(user, merge.kept, merge.gone)
    if by_role.allowed and merge.asked_by_id == user.pk:
        return Decision(False, "second", "并档要由另一个人来核对，提出的人不能自己批")
    return by_role


def may_split_building(user: Any, building: Area) -> Decision:
    """Give a unit of a large building to another grid (B2)."""
    scope = Scope.of(user)
    if Role.CENTRE_MANAGER in scope.street_roles or building.community_id in scope.communities_as(
        Role.COMMUNITY_LEAD
    ):
        return ALLOWED
    return _only("社区书记或案管", "按单元划网格")


def may_keep(user: Any, person: Resident) -> Decision:
    """Hold back the deletion of somebody whom a case still needs."""
    if _serves(user, person, grid=()):
        return ALLOWED
    return _only("社区专干、社区书记或街道综治中心", "登记留存")


def may_print_statement(user: Any, person: Resident) -> Decision:
    """Answer a person who asks what is held of them (个人信息保护法 arts. 44, 45)."""
    manager = frozenset({Role.CENTRE_MANAGER})
    if _serves(user, person, grid=(), community=_STATEMENT_COMMUNITY, street=manager):
        return ALLOWED
    return _only("社区专干、社区书记、案管或个人信息保护负责人", "告知本人登记了什么")


def answers_for_privacy(user: Any) -> bool:
    """The officer who finds one person by the whole number, to answer them, and sees nobody else."""
    return Role.PRIVACY_OFFICER in Scope.of(user).street_roles


def imports_for(user: Any) -> frozenset[int] | None:
    """The communities whose homes and people somebody brings in by sheet; None is the whole street. Grids register at the
    door, administrators see nobody (trust.md 3.3)."""
    scope = Scope.of(user)
    return None if scope.street_roles & STREET_ROLES else scope.communities_as(*COMMUNITY_ROLES)


def may_import(user: Any) -> bool:
    return imports_for(user) != frozenset()


def changes_by_sheet_for(user: Any) -> frozenset[int] | None:
    """The communities where an import of theirs may change what is there: a clerk only adds."""
    scope = Scope.of(user)
    return None if scope.street_roles & STREET_ROLES else scope.communities_as(Role.COMMUNITY_LEAD)


def may_take_over_import(user: Any, owner: Any) -> bool:
    """Commit the changes in somebody's import: whoever may change all that it can be about."""
    mine, theirs = changes_by_sheet_for(user), imports_for(owner)
    if theirs is None or not theirs:
        return False
    return mine is None or theirs <= mine


def is_within(communities: frozenset[int] | None, community_id: int | None) -> bool:
    """Whether a place lies in what imports_for or changes_by_sheet_for gave."""
    return communities is None or community_id in communities


def may_export_register(user: Any) -> bool:
    """Lists of people leave the house by the community or the centre, covered."""
    return may_import(user)


def may_export_numbers(user: Any) -> bool:
    """Ask for whole numbers; a second person must agree."""
    return changes_by_sheet_for(user) != frozenset()


def may_agree_to_export(user: Any, owner: Any) -> bool:
    """Be that second person: whoever leads the same area, or the street's."""
    scope = Scope.of(user)
    if scope.street_roles & {Role.CENTRE_MANAGER, Role.STREET_LEAD}:
        return True
    theirs = imports_for(owner)
    return bool(theirs) and theirs is not None and theirs <= scope.communities_as(Role.COMMUNITY_LEAD)
