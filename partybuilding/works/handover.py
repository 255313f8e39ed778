"""Works follow the boundary of communities: no person holds one, so only a merger moves them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.accounts.models import User
from grids import handover
from grids.models import Area
from partybuilding.choices_works import OrgKind, OrgState
from partybuilding.models.cobuilding import PairedWork
from partybuilding.models.orgs import PartyOrg
from partybuilding.works.rooms import ROOMS


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one. What the other has too (its committee, the same unit on the other side) stays where it
    was, for the street to end; branches go under the committee that remains."""
    moved = 0
    for room in ROOMS:
        rows: Any = room.model.objects.filter(community=old)
        if issubclass(room.model, PairedWork):
            rows = rows.exclude(unit__in=room.model.objects.filter(community=new).values("unit"))
        elif room.model is PartyOrg:
            rows = rows.exclude(pk__in=_doubled(old, new))
        moved += rows.update(community=new)
    return moved


def _doubled(old: Area, new: Area) -> list[int]:
    """The old community's committee where the new one has its own, which takes over what stood below."""
    committees = PartyOrg.objects.filter(kind=OrgKind.COMMITTEE, state=OrgState.ACTIVE)
    theirs, ours = committees.filter(community=old).first(), committees.filter(community=new).first()
    if theirs is None or ours is None:
        return []
    PartyOrg.objects.filter(parent=theirs).update(parent=ours)
    return [theirs.pk]


def register_handover() -> None:
    """Called once by partybuilding.joined."""
    handover.register("works", community_changed=community_changed)
