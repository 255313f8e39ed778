"""The case and what hangs on it. One file a family."""

from disputes.models.dispute import Dispute
from disputes.models.mediation import Agreement, FollowUp, MediationSession, PerformanceItem
from disputes.models.movement import Escalation, Extension, Merge, Recusal, Suspension
from disputes.models.people import DisputeParty
from disputes.models.personal import SavedView, Watch
from disputes.models.record import DisputeEvent

__all__ = [
    "Agreement",
    "Dispute",
    "DisputeEvent",
    "DisputeParty",
    "Escalation",
    "Extension",
    "FollowUp",
    "MediationSession",
    "Merge",
    "PerformanceItem",
    "Recusal",
    "SavedView",
    "Suspension",
    "Watch",
]
