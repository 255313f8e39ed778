"""Volunteers and activities follow the boundary of communities: they carry one, and no person of the house holds them."""

from civics.models import Volunteer, VolunteerActivity, VolunteerTeam
from grids import handover


def register_handover() -> None:
    """Called once by CivicsConfig.ready."""
    changed = handover.carries_community(Volunteer, VolunteerActivity, VolunteerTeam)
    handover.register("volunteers", community_changed=changed)
