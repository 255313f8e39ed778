"""Every write of a ticket: one public function a verb, all through disputes.hotline.flow."""

from collections.abc import Callable
from typing import Any

from disputes.hotline.actions.finishing import call_back, chase, close, note, rework, unhappy
from disputes.hotline.actions.forgetting import forget_callers
from disputes.hotline.actions.handling import (
    answer,
    ask_extension,
    extend,
    guide,
    link,
    refuse_extension,
    reveal_contact,
    tell_caller,
    unlink,
)
from disputes.hotline.actions.receiving import (
    Dispatch,
    accept,
    assign,
    correct,
    hand_back,
    object_to,
    objection_refused,
    objection_upheld,
    reassign,
    receive,
    relimit,
    withdraw,
)

# The acts of a person, by their names in the table.
ACTIONS: dict[str, Callable[..., Any]] = {
    "object": object_to,
    **{
        action.__name__: action
        for action in (
            accept, answer, ask_extension, assign, call_back, chase, close, correct, extend, guide, hand_back, link, note,
            objection_refused, objection_upheld, reassign, refuse_extension, relimit, rework, tell_caller, unlink, withdraw,
        )
    },
}  # fmt: skip

__all__ = ["ACTIONS", "Dispatch", "forget_callers", "receive", "reveal_contact", "unhappy"]
