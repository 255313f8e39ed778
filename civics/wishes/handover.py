"""Wishes follow the boundary of communities: they carry one, and no person holds them. A colleague who leaves gives a claim
back by the same act as everybody."""

from civics.models import MicroWish
from grids import handover


def register_handover() -> None:
    """Called once by CivicsConfig.ready."""
    handover.register("wishes", community_changed=handover.carries_community(MicroWish))
