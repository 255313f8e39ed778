"""Who lays forms out and who fills them. The system administrator lays out and reads no case by it (architecture D11)."""

from typing import Any

from core.errors import NotAllowed
from core.flow.table import Decision
from dashboard.ledgers.sources.base import Source, all_sources
from grids.choices import Role
from grids.scope import Scope

KEEPERS = (Role.SYSADMIN, Role.CENTRE_MANAGER)
_NOT_KEEPER = "上级报表的表样由系统管理员和街道案管维护，要改请找他们"


def keeps(user: Any) -> bool:
    """Lays out and changes definitions."""
    return Scope.of(user).has(*KEEPERS)


def may_open(user: Any) -> bool:
    """Whether the list is worth a menu entry."""
    return keeps(user) or any(one.may_read(user) for one in all_sources())


def may_keep(user: Any, ledger: Any) -> Decision:
    return Decision(True) if keeps(user) else Decision(False, "role", _NOT_KEEPER)


def require_keeper(user: Any) -> None:
    if not keeps(user):
        raise NotAllowed("role", _NOT_KEEPER)


def require_reader(user: Any, source: Source) -> None:
    if not source.may_read(user):
        raise NotAllowed("role", f"「{source.label}」的报表由街道和社区下载，你的岗位只看表样")
