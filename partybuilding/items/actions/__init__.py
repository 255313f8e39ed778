"""Every write of an action item: one public function a verb, all through the engine of core.flow."""

from collections.abc import Callable
from typing import Any

from partybuilding.items.actions.account import put_on_account, resume, void
from partybuilding.items.actions.checking import clear, refuse, verify
from partybuilding.items.actions.doing import (
    approve_extension,
    ask_extension,
    claim,
    claim_done,
    progress,
    refuse_extension,
    take,
)
from partybuilding.items.actions.making import Source, Task, edit, make, reassign
from partybuilding.items.actions.watching import chase, note, supervise

# The acts that a page offers, by their names in the table.
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        approve_extension, ask_extension, chase, claim, claim_done, clear, edit, note, progress, put_on_account, reassign,
        refuse, refuse_extension, resume, supervise, take, verify, void,
    )
}  # fmt: skip

__all__ = ["ACTIONS", "Source", "Task", "make"]
