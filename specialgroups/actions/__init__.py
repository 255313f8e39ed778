"""Every write of a support record: one public function a verb, all through specialgroups.flow."""

from collections.abc import Callable
from typing import Any

from specialgroups.actions.ending import ask_end, end, keep, pause, resume, review
from specialgroups.actions.enrolling import Entry, confirm, consent, inform, propose, refuse
from specialgroups.actions.helping import (
    Told,
    agree,
    assign,
    contact,
    plan,
    refer,
    refer_answer,
    report,
    service,
    subsidy,
    team_in,
    team_out,
)

# The acts of a person, by their names in the table.
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        agree, ask_end, assign, confirm, consent, contact, end, inform, keep, pause, plan, refer, refer_answer, refuse,
        report, resume, review, service, subsidy, team_in, team_out,
    )
}  # fmt: skip

__all__ = ["ACTIONS", "Entry", "Told", "propose"]
