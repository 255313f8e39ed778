"""Every write of visits, campaigns and leaders' contacts: one public function a verb."""

from collections.abc import Callable
from typing import Any

from residents.actions.visits.at_the_door import note_at_door
from residents.actions.visits.campaigns import CampaignPlan, change_campaign, end_campaign, open_campaign
from residents.actions.visits.doors import Door
from residents.actions.visits.going import Made, amend, finish_follow_up, log_visit, note, record
from residents.actions.visits.leaders import assign_contact, end_contact
from residents.actions.visits.planning import cancel, move, plan_for_grid, plan_visit

# The acts of a person on a visit, by their name in the table.
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action for action in (amend, cancel, finish_follow_up, move, note, record)
}

__all__ = [
    "ACTIONS",
    "CampaignPlan",
    "Door",
    "Made",
    "amend",
    "assign_contact",
    "cancel",
    "change_campaign",
    "end_campaign",
    "end_contact",
    "finish_follow_up",
    "log_visit",
    "move",
    "note",
    "note_at_door",
    "open_campaign",
    "plan_for_grid",
    "plan_visit",
    "record",
]
