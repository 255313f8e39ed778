"""Every write of the register."""

from residents.actions.dwellings import add_dwelling, change_dwelling, give_units_to_grid
from residents.actions.households import (
    add_service,
    change_household,
    confirm_household,
    end_service,
    register_household,
    take_back_confirmation,
)
from residents.actions.keeping import erase_due, keep_resident
from residents.actions.looking import (
    find_by_identity,
    find_by_phone,
    reveal_landlord,
    reveal_owner,
    reveal_person,
)
from residents.actions.merging import ask_merge, decide_merge, undo_merge
from residents.actions.moving import Place, bring_back, move_away, move_within
from residents.actions.people import add_resident, change_resident
from residents.actions.rentals import change_rental, end_rental, note_check, register_rental
from residents.actions.statements import find_for_statement, note_statement

__all__ = [
    "Place",
    "add_dwelling",
    "add_resident",
    "add_service",
    "ask_merge",
    "bring_back",
    "change_dwelling",
    "change_household",
    "change_rental",
    "change_resident",
    "confirm_household",
    "decide_merge",
    "end_rental",
    "end_service",
    "erase_due",
    "find_by_identity",
    "find_by_phone",
    "find_for_statement",
    "give_units_to_grid",
    "keep_resident",
    "move_away",
    "move_within",
    "note_check",
    "note_statement",
    "register_household",
    "register_rental",
    "reveal_landlord",
    "reveal_owner",
    "reveal_person",
    "take_back_confirmation",
    "undo_merge",
]
