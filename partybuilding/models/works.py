"""The rooms of party building, in the order of their pages."""

from partybuilding.models.brands import BrandReview, CommunityBrand
from partybuilding.models.carriers import Carrier, CarrierSession, SessionOpinion
from partybuilding.models.cobuilding import (
    CheckInService,
    CoBuildAgreement,
    CoBuildEntry,
    LinkActivity,
    LinkProgramme,
    PartyCheckIn,
)
from partybuilding.models.neighbours import PropertyRating, RedProperty, StewardGroup, TableMeeting
from partybuilding.models.orgs import PartyOrg
from partybuilding.models.stations import (
    CampaignPoint,
    PracticeStation,
    RectificationCampaign,
    StationActivity,
)

__all__ = [
    "BrandReview",
    "CampaignPoint",
    "Carrier",
    "CarrierSession",
    "CheckInService",
    "CoBuildAgreement",
    "CoBuildEntry",
    "CommunityBrand",
    "LinkActivity",
    "LinkProgramme",
    "PartyCheckIn",
    "PartyOrg",
    "PracticeStation",
    "PropertyRating",
    "RectificationCampaign",
    "RedProperty",
    "SessionOpinion",
    "StationActivity",
    "StewardGroup",
    "TableMeeting",
]
