"""Every model of the register, by its short name."""

from residents.models.dwelling import Dwelling, Placed, Rental
from residents.models.household import Household, HouseholdService, Resident, ResidentMerge, is_child
from residents.models.opinions import Opinion
from residents.models.visits import LeaderContact, Visit, VisitCampaign

__all__ = [
    "Dwelling",
    "Household",
    "HouseholdService",
    "LeaderContact",
    "Opinion",
    "Placed",
    "Rental",
    "Resident",
    "ResidentMerge",
    "Visit",
    "VisitCampaign",
    "is_child",
]
