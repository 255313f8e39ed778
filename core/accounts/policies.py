"""Who may manage accounts. The three administrators are apart (三员分立): one gives the password, another the factor."""

from core.accounts.models import User
from core.accounts.roles import has_role
from core.errors import NotAllowed


def may_manage_accounts(actor: User | None) -> bool:
    """Create accounts and give temporary passwords. `None` is the system itself (seeding, commands)."""
    return actor is None or has_role(actor, "sysadmin")


def may_switch_accounts(actor: User | None) -> bool:
    """Disable and enable: either administrator, so that a leak can be stopped by whoever is there."""
    return actor is None or has_role(actor, "sysadmin", "security_admin")


def may_reset_second_factor(actor: User | None) -> bool:
    return actor is None or has_role(actor, "security_admin")


def require(allowed: bool, *, to: str, who: str) -> None:
    if not allowed:
        raise NotAllowed("account_role", f"{to}要由{who}来做，请联系{who}")


def require_other(actor: User | None, user: User, *, what: str) -> None:
    """Nobody uses an administrator's power on their own account."""
    if actor is not None and actor.pk == user.pk:
        raise NotAllowed("account_own", f"不能给自己{what}，请另一位管理员来做")
