"""Petition matters follow their community; whose handler leaves, theirs come back to the petition officer (B6)."""

from datetime import datetime

from core.accounts.models import User
from disputes.models import PetitionMatter
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
    """No grid holds a petition matter; only those of moved buildings get another community."""
    if grid_from.community_id == grid_to.community_id or buildings is None:
        return 0
    rows = PetitionMatter.objects.open().filter(place_id__in=buildings)
    return int(rows.update(community=grid_to.community_id))


community_changed = handover.carries_community(PetitionMatter)


def register_handover() -> None:
    """Called once by DisputesConfig.ready."""
    handover.register("petitions", move_with_grid, community_changed=community_changed)
