"""The case and what hangs on it. One file a family."""

from disputes.models.call import CommunityCall
from disputes.models.cause import CauseOption
from disputes.models.committee import MediationCommittee, Mediator
from disputes.models.dispute import Dispute
from disputes.models.duty import DutyClause, StreetHead
from disputes.models.hotline import HotlineTicket
from disputes.models.mediation import Agreement, FollowUp, MediationSession, PerformanceItem
from disputes.models.movement import Escalation, Extension, Merge, Recusal, Suspension
from disputes.models.order import SupervisionOrder
from disputes.models.people import DisputeParty
from disputes.models.personal import SavedView, Watch
from disputes.models.petition import Accusation, PetitionMatter
from disputes.models.petition_steps import (
    PetitionExtension,
    PetitionObjection,
    PetitionOpinion,
    PetitionRecusal,
    PetitionReview,
)
from disputes.models.record import DisputeEvent
from disputes.models.tracks import (
    CaseConference,
    ConferenceOpinion,
    HelpOffer,
    JointMediation,
    JudicialConfirmation,
    TrackChange,
)
from disputes.models.whistle import Whistle, WhistleUnit
from disputes.models.whistle_steps import Objection, UnitAnswer, UnitExtension, WhistleCheck, WhistleRating

__all__ = [
    "Accusation",
    "Agreement",
    "CaseConference",
    "CauseOption",
    "CommunityCall",
    "ConferenceOpinion",
    "Dispute",
    "DisputeEvent",
    "DisputeParty",
    "DutyClause",
    "Escalation",
    "Extension",
    "FollowUp",
    "HelpOffer",
    "HotlineTicket",
    "JointMediation",
    "JudicialConfirmation",
    "MediationCommittee",
    "MediationSession",
    "Mediator",
    "Merge",
    "Objection",
    "PerformanceItem",
    "PetitionExtension",
    "PetitionMatter",
    "PetitionObjection",
    "PetitionOpinion",
    "PetitionRecusal",
    "PetitionReview",
    "Recusal",
    "SavedView",
    "StreetHead",
    "SupervisionOrder",
    "Suspension",
    "TrackChange",
    "UnitAnswer",
    "UnitExtension",
    "Watch",
    "Whistle",
    "WhistleCheck",
    "WhistleRating",
    "WhistleUnit",
]
