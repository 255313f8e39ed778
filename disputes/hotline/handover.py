"""Tickets follow the boundary: they carry community and grid, and no person holds one."""

from datetime import datetime

from core.accounts.models import User
from disputes.hotline.choices import ENDED_STATES
from disputes.models import HotlineTicket
from grids import handover
from grids.models import Grid


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
    """What is open at the moved buildings lies in the other grid; a new worker finds it without any change."""
    if grid_from.pk == grid_to.pk:
        return 0
    rows = HotlineTicket.objects.filter(grid=grid_from).exclude(state__in=ENDED_STATES)
    if buildings is not None:
        rows = rows.filter(place_id__in=buildings)
    return int(rows.update(grid=grid_to, community_id=grid_to.community_id))


community_changed = handover.carries_community(HotlineTicket)


def register_handover() -> None:
    """Called once by DisputesConfig.ready."""
    handover.register("hotline", move_with_grid, community_changed=community_changed)
