"""Who looks after webhooks: as with keys, the security administrator opens a way out, and either administrator may close it."""

from core.accounts.models import User
from core.accounts.roles import has_role
from core.flow.table import ALLOWED, Decision

OFFICE = ("sysadmin", "security_admin")


def may_see(user: User) -> Decision:
    """The list, one webhook, its log."""
    if has_role(user, *OFFICE):
        return ALLOWED
    return Decision(False, "role", "推送由系统管理员和安全管理员管理")


def may_open(user: User) -> Decision:
    """A new address, and a new secret."""
    if has_role(user, "security_admin"):
        return ALLOWED
    return Decision(False, "role", "推送地址和密钥由安全管理员建、换")


def may_tend(user: User) -> Decision:
    """Pausing, resuming, removing, testing and sending again: either administrator, whoever is there."""
    return may_see(user)
