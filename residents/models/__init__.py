"""Every model of the register, by its short name."""

from residents.models.dwelling import Dwelling, Placed, Rental, building_words
from residents.models.household import Household, HouseholdService
from residents.models.opinions import Opinion
from residents.models.resident import Resident, ResidentMerge, is_child
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
    "building_words",
    "is_child",
]
