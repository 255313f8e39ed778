"""Who reads what the office asks for: those who may ask for less."""

from typing import Any

from core.errors import NotAllowed
from grids.choices import Role
from grids.scope import Scope

READERS = (Role.STREET_LEAD, Role.CENTRE_MANAGER, Role.SUPERVISOR, Role.SYSADMIN)


def may_open(user: Any) -> bool:
    return Scope.of(user).has(*READERS)


def require_reader(user: Any) -> None:
    if not may_open(user):
        raise NotAllowed("role", "填报负担由街道分管领导、案管、督查考评和系统管理员查看")
