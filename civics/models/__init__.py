"""The tables of this room, a file for each family."""

from civics.models.activity import ServiceRecord, VolunteerActivity
from civics.models.affair import AffairQuestion, OpenAffair
from civics.models.award import AwardCampaign, AwardObjection, AwardReview, Nomination, NominationScore
from civics.models.care import CareBooking, CareKey, CareSession
from civics.models.centre import CentreRoom, CentreShift, CentreUnit, IntakeDay, IntakeLine
from civics.models.credit import CreditAccount, CreditEntry, CreditMove
from civics.models.legal import LegalDuty, LegalService
from civics.models.public_write import PublicWrite
from civics.models.risk import DecisionRiskReview
from civics.models.service import ServiceItem, ServiceKind
from civics.models.topic import Deliberation, TopicComment
from civics.models.volunteer import Volunteer, VolunteerCertificate, VolunteerNote, VolunteerTeam
from civics.models.wish import MicroWish, WishClaim

__all__ = [
    "AffairQuestion",
    "AwardCampaign",
    "AwardObjection",
    "AwardReview",
    "CareBooking",
    "CareKey",
    "CareSession",
    "CentreRoom",
    "CentreShift",
    "CentreUnit",
    "CreditAccount",
    "CreditEntry",
    "CreditMove",
    "DecisionRiskReview",
    "Deliberation",
    "IntakeDay",
    "IntakeLine",
    "LegalDuty",
    "LegalService",
    "MicroWish",
    "Nomination",
    "NominationScore",
    "OpenAffair",
    "PublicWrite",
    "ServiceItem",
    "ServiceKind",
    "ServiceRecord",
    "TopicComment",
    "Volunteer",
    "VolunteerActivity",
    "VolunteerCertificate",
    "VolunteerNote",
    "VolunteerTeam",
    "WishClaim",
]
