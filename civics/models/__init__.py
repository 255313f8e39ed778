"""The tables of this room, a file for each family."""

from civics.models.care import CareBooking, CareKey, CareSession
from civics.models.centre import CentreRoom, CentreShift, CentreUnit, IntakeDay, IntakeLine
from civics.models.legal import LegalDuty, LegalService
from civics.models.risk import DecisionRiskReview
from civics.models.service import ServiceItem, ServiceKind

__all__ = [
    "CareBooking",
    "CareKey",
    "CareSession",
    "CentreRoom",
    "CentreShift",
    "CentreUnit",
    "DecisionRiskReview",
    "IntakeDay",
    "IntakeLine",
    "LegalDuty",
    "LegalService",
    "ServiceItem",
    "ServiceKind",
]
