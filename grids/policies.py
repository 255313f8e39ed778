"""Who may change places, posts and accounts. The page asks to show the button; the action asks again."""

from collections.abc import Mapping

from core.accounts.models import User
from core.errors import Conflict, NotAllowed
from grids.choices import ADMIN_ROLES, Role
from grids.models import Area, Department, Grid
from grids.scope import Scope

# Posts that watch over the others are given by the security administrator, never by the system administrator.
GUARDED_ROLES = frozenset({*(role.value for role in ADMIN_ROLES), Role.PRIVACY_OFFICER.value})


def may_edit_places(user: User) -> bool:
    """Tree, grids, departments, supporters and staffing of grids."""
    return Scope.of(user).edits_places


def may_grant(user: User, role: str) -> bool:
    """Give or end a post of this role."""
    scope = Scope.of(user)
    return scope.has(Role.SECURITY_ADMIN) if role in GUARDED_ROLES else scope.has(Role.SYSADMIN)


def may_create_accounts(user: User) -> bool:
    return Scope.of(user).has(Role.SYSADMIN)


def may_give_password(user: User, other: User) -> bool:
    """The system administrator gives passwords, the security administrator resets phones: into somebody's account
    it takes both (ADR 0007)."""
    return user.pk != other.pk and Scope.of(user).has(Role.SYSADMIN)


def may_manage_account(user: User, other: User) -> bool:
    """Disable and enable. Who watches over the others is not shut out by those he watches."""
    scope = Scope.of(user)
    if user.pk == other.pk or not scope.manages_people:
        return False
    if GUARDED_ROLES & Scope.of(other).roles:
        return scope.has(Role.SECURITY_ADMIN)
    return True


def may_give_to_wall(user: User, other: User) -> bool:
    """Make an account one that opens the wall alone."""
    return may_give_password(user, other) and not other.only_wall


def may_take_from_wall(user: User, other: User) -> bool:
    return may_give_password(user, other) and other.only_wall


def may_reset_second_factor(user: User, other: User) -> bool:
    return user.pk != other.pk and Scope.of(user).has(Role.SECURITY_ADMIN)


def require_place_editor(actor: User | None) -> None:
    """None is the installation itself: the command line that lays the first tree."""
    if actor is not None and not may_edit_places(actor):
        raise NotAllowed("places.edit", "网格和地点由系统管理员维护，要调整请找他们")


def require_grant(actor: User | None, role: str) -> None:
    if actor is None or may_grant(actor, role):
        return
    who = "安全管理员" if role in GUARDED_ROLES else "系统管理员"
    raise NotAllowed("posting.grant", f"「{Role(role).label}」由{who}任免")


def require_version(
    row: Area | Grid | Department, version: int | None, mine: Mapping[str, object] | None = None
) -> None:
    """Stop a save over somebody else's change, with both values of what the form would set; None is a caller that
    holds no form (a command, a plan)."""
    if version is None or row.version == version:
        return
    wanted = dict(mine or {})
    theirs = {name: getattr(row, name) for name in wanted}
    message = f"「{row.name}」刚被别人改过，请看清现在的样子再决定"
    raise Conflict("stale", message, theirs={**theirs, "version": row.version}, mine=wanted)
