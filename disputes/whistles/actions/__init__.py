"""Every write of calls, whistles and units: one public function a verb, all through the engine of core.flow."""

from collections.abc import Callable
from typing import Any

from disputes.whistles.actions import calls
from disputes.whistles.actions.calls import Cry, call_street
from disputes.whistles.actions.drafting import (
    Slip,
    Where,
    blow,
    draft_whistle,
    edit_draft,
    issue,
    submit,
    void,
)
from disputes.whistles.actions.finishing import (
    check,
    close,
    close_on_account,
    explain_missing,
    rate_community,
    rate_resident,
    rate_street,
    resume_work,
    rework,
)
from disputes.whistles.actions.reporting import (
    answer,
    arrive,
    ask_extension,
    contact,
    explain,
    object_to,
    plan,
    progress,
    rate_whistle,
    reveal_phone,
    sign,
)
from disputes.whistles.actions.ruling import (
    chase,
    decide_extension,
    escalate,
    note,
    order_for,
    put_on_account,
    ratify,
    reassign,
    resume_account,
    review_account,
    rule_back,
    supervise,
)

# The acts that a page offers, by their names in the tables. `edit` and `whistle` have pages of their own.
CALL_ACTIONS: dict[str, Callable[..., Any]] = {
    "take": calls.take,
    "decline": calls.decline,
    "finish": calls.finish,
    "withdraw": calls.withdraw,
}
WHISTLE_ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        chase, check, close, close_on_account, escalate, explain_missing, issue, note, put_on_account, rate_community,
        rate_resident, rate_street, ratify, resume_account, resume_work, review_account, rework, submit, supervise, void,
    )
}  # fmt: skip
UNIT_ACTIONS: dict[str, Callable[..., Any]] = {
    "object": object_to,
    **{
        action.__name__: action
        for action in (
            answer, arrive, ask_extension, contact, decide_extension, explain, plan, progress, rate_whistle, reassign,
            rule_back, sign,
        )
    },
}  # fmt: skip

__all__ = [
    "CALL_ACTIONS",
    "UNIT_ACTIONS",
    "WHISTLE_ACTIONS",
    "Cry",
    "Slip",
    "Where",
    "answer",
    "arrive",
    "ask_extension",
    "blow",
    "call_street",
    "calls",
    "chase",
    "check",
    "close",
    "close_on_account",
    "contact",
    "decide_extension",
    "draft_whistle",
    "edit_draft",
    "escalate",
    "explain",
    "explain_missing",
    "issue",
    "note",
    "object_to",
    "order_for",
    "plan",
    "progress",
    "put_on_account",
    "rate_community",
    "rate_resident",
    "rate_street",
    "rate_whistle",
    "ratify",
    "reassign",
    "resume_account",
    "resume_work",
    "reveal_phone",
    "review_account",
    "rework",
    "rule_back",
    "sign",
    "submit",
    "supervise",
    "void",
]
