"""Records follow a community that became part of another. Nothing follows a grid: no grid holds a record."""

from collections.abc import Iterable
from datetime import datetime

from core.accounts.models import User
from grids import handover
from grids.models import Area
from specialgroups import wall
from specialgroups.models import SupportEnrollment


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one. Says nothing of how many: the planner's page shows the answer."""
    with wall.as_job(now):
        SupportEnrollment.objects.filter(community=old).update(community=new)
    return 0


def register_handover() -> None:
    """Called once by SpecialgroupsConfig.ready."""
    handover.register("support", community_changed=community_changed)
