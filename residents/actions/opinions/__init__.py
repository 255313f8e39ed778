"""Every write of an opinion: one public function a verb, all through residents.flows.opinions."""

from collections.abc import Callable
from typing import Any

from residents.actions.opinions.answering import (
    chase,
    handle,
    mark_general,
    note,
    rate,
    reply,
    reveal_contact,
    rework,
    tell_progress,
    withdraw,
)
from residents.actions.opinions.forgetting import forget_contacts
from residents.actions.opinions.raising import (
    Told,
    classify,
    raise_opinion,
    reclassify,
    return_opinion,
    settle_on_spot,
)
from residents.actions.opinions.targets import (
    converted,
    hold_aimed_at,
    target_ended,
    target_moved,
    target_news,
    target_resumed,
)

# The acts of a person, by their name in the table; the page /opinions/<no>/do/<act>/ and the tests call them from here.
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        chase, classify, handle, mark_general, note, rate, reclassify, reply, return_opinion, rework, tell_progress, withdraw,
    )
}  # fmt: skip

__all__ = [
    "ACTIONS",
    "Told",
    "chase",
    "classify",
    "converted",
    "forget_contacts",
    "handle",
    "hold_aimed_at",
    "mark_general",
    "note",
    "raise_opinion",
    "rate",
    "reclassify",
    "reply",
    "return_opinion",
    "reveal_contact",
    "rework",
    "settle_on_spot",
    "target_ended",
    "target_moved",
    "target_news",
    "target_resumed",
    "tell_progress",
    "withdraw",
]
