"""Every model of the register, by its short name."""

from residents.models.dwelling import Dwelling, Placed, Rental
from residents.models.household import Household, HouseholdService, Resident, ResidentMerge, is_child

__all__ = [
    "Dwelling",
    "Household",
    "HouseholdService",
    "Placed",
    "Rental",
    "Resident",
    "ResidentMerge",
    "is_child",
]
