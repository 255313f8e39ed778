"""The street is never without a system administrator and a security administrator who can sign in."""

from core.accounts.models import User
from core.errors import RuleBroken
from grids.choices import Role
from grids.scope import Scope
from grids.selectors.staffing import holders


def refuse_if_last_guardian(person: User) -> None:
    """Refuse to close the account of the last one of either kind."""
    for role in (Role.SYSADMIN, Role.SECURITY_ADMIN):
        if Scope.of(person).has(role) and not holders(role).exclude(pk=person.pk).exists():
            raise RuleBroken("people.last_guardian", f"至少要有一名{role.label}，请先任命接替的人")
