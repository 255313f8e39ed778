"""Every write of meetings, topics and bodies: one public function a verb."""

from collections.abc import Callable
from typing import Any

from partybuilding.meetings.actions.dates import call, call_extra, cancel, change_date, propose_date
from partybuilding.meetings.actions.deciding import correct, defer, discuss, hand_on, resolve
from partybuilding.meetings.actions.minutes import (
    draft_minutes,
    post_notice,
    return_minutes,
    sign_minutes,
    take_down,
)
from partybuilding.meetings.actions.sitting import (
    build_agenda,
    close,
    note,
    open_meeting,
    papers_out,
    sign_in,
    sign_self,
)
from partybuilding.meetings.actions.topics import (
    accept,
    decline,
    merge,
    note_topic,
    propose,
    revise,
    schedule,
    unschedule,
)

# The acts of a person on a meeting's page, by their names in the table.
ACTIONS: dict[str, Callable[..., Any]] = {
    "open": open_meeting,
    **{
        action.__name__: action
        for action in (
            build_agenda, call, cancel, change_date, close, draft_minutes, note, papers_out, post_notice, propose_date,
            return_minutes, sign_in, sign_minutes, sign_self, take_down,
        )
    },
}  # fmt: skip
TOPIC_ACTIONS: dict[str, Callable[..., Any]] = {
    "note": note_topic,
    **{
        action.__name__: action
        for action in (
            accept, correct, decline, defer, discuss, hand_on, merge, resolve, revise, schedule, unschedule,
        )
    },
}  # fmt: skip

__all__ = ["ACTIONS", "TOPIC_ACTIONS", "call_extra", "propose"]
