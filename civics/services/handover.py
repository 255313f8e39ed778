"""Rooms follow the boundary of communities; who handles a thing and leaves is replaced at its window (the act 指定办理人)."""

from civics.models import DecisionRiskReview, LegalDuty, ServiceItem
from grids import handover


def register_handover() -> None:
    """Called once by civics.joined."""
    handover.register(
        "services", community_changed=handover.carries_community(ServiceItem, LegalDuty, DecisionRiskReview)
    )
