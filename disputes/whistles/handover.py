"""Calls and whistles follow the boundary: they carry community and grid, and scope reads nothing else (D3)."""

from datetime import datetime

from core.accounts.models import User
from disputes.models import CommunityCall, Whistle
from disputes.whistles.choices import ENDED_STATES
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
    """Nobody of a grid holds a whistle, so only its grid changes, for those that lie in moved buildings."""
    if grid_from.pk == grid_to.pk:
        return 0
    rows = Whistle.objects.filter(grid=grid_from).exclude(state__in=ENDED_STATES)
    calls = CommunityCall.objects.open().filter(grid=grid_from)
    if buildings is not None:
        rows, calls = rows.filter(place_id__in=buildings), calls.filter(place_id__in=buildings)
    changed = {"grid": grid_to, "community_id": grid_to.community_id}
    return int(rows.update(**changed) + calls.update(**changed))


community_changed = handover.carries_community(Whistle, CommunityCall)


def register_handover() -> None:
    """Called once by DisputesConfig.ready."""
    handover.register("whistles", move_with_grid, community_changed=community_changed)
