"""Items follow the boundary of communities: they carry a community, and no person holds one."""

from collections.abc import Iterable
from datetime import datetime

from core.accounts.models import User
from grids import handover
from grids.models import Area, Grid
from partybuilding.models import ActionItem


def move_with_grid(
    *,
    grid_from: Grid,
    grid_to: Grid,
    old_user: User | None,
    new_user: User | None,
    mode: str,
    buildings: frozenset[int] | None,
    actor: User,
    now: datetime,
) -> int:
    """No item lies in a grid, and none is held by a person of one."""
    return 0


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one."""
    return ActionItem.objects.filter(community=old).update(community=new)


def register_handover() -> None:
    """Called once by PartybuildingConfig.ready."""
    handover.register("action_items", move_with_grid, community_changed=community_changed)
