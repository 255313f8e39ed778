"""Every write of a wish: one public function a verb, all through civics.wishes.flow."""

from collections.abc import Callable
from typing import Any

from civics.wishes.actions.claiming import (
    Offer,
    accept_claim,
    decline_claim,
    enter_claim,
    fall_back,
    give_back,
    leave_claim,
    take,
)
from civics.wishes.actions.collecting import Wished, check, collect, edit, publish, refuse, take_down
from civics.wishes.actions.fulfilling import (
    close,
    confirm,
    deliver,
    drop_story,
    forget_wishers,
    note,
    redo,
    reveal_contact,
    tell_story,
    withdraw,
)

# The acts of a person, by their names in the table.
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        accept_claim, check, close, confirm, decline_claim, deliver, drop_story, edit, enter_claim, give_back, note, publish,
        redo, refuse, take, take_down, tell_story, withdraw,
    )
}  # fmt: skip

__all__ = [
    "ACTIONS",
    "Offer",
    "Wished",
    "collect",
    "confirm",
    "fall_back",
    "forget_wishers",
    "leave_claim",
    "reveal_contact",
    "withdraw",
]
