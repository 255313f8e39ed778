"""Items follow the boundary of communities: they carry a community, and no person holds one."""

from collections.abc import Iterable
from datetime import datetime

from core.accounts.models import User
from grids import handover
from grids.models import Area
from partybuilding.models import ActionItem


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one."""
    return ActionItem.objects.filter(community=old).update(community=new)


def register_handover() -> None:
    """Called once by PartybuildingConfig.ready."""
    handover.register("action_items", community_changed=community_changed)
