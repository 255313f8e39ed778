"""Every write of a case: one public function a verb, all through disputes.engine.step."""

from collections.abc import Callable
from typing import Any

from disputes.actions.acceptance import accept, ask_consent, decline, guide, refuse, withdraw
from disputes.actions.agreeing import Promise, sign_agreement
from disputes.actions.choosing import pick_mediator
from disputes.actions.closing import (
    answer_reopen,
    archive,
    check_later,
    citizen_rate,
    citizen_reopen,
    close,
    close_directly,
    follow_up,
    reopen,
    rework,
)
from disputes.actions.conferring import Conference, Opinion, confer
from disputes.actions.confirming import apply_confirmation, confirmation_decided, confirmation_filed
from disputes.actions.intake import (
    Intake,
    PartyFacts,
    discard_draft,
    draft_dispute,
    log_dispute,
    register,
    settle_on_spot,
    update_draft,
)
from disputes.actions.joining import merge, unmerge
from disputes.actions.mediating import (
    agree,
    agree_performed,
    ask_extension,
    contest,
    decide_extension,
    fail,
    mediate_again,
    resume,
    suspend,
)
from disputes.actions.parties import add_party
from disputes.actions.performing import complete, enforce, lapse, perform, renegotiate
from disputes.actions.protecting import protect, visit_warned, warn
from disputes.actions.routing import assign, escalate, hand_over, recuse, regrade, return_case, route_up, sign
from disputes.actions.sitting import Body, Sitting, hold_session
from disputes.actions.supervising import supervise
from disputes.actions.talking import chase, contact, note, report_police, reveal_phone, watch
from disputes.actions.tracks import change_track, court_result

# The acts that a signed-in person does on a numbered case, by their name in the transition table. The page
# /cases/<no>/do/<act>/ and the generated tests call them from here.
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        accept, add_party, agree, agree_performed, answer_reopen, apply_confirmation, archive, ask_consent,
        ask_extension, assign, change_track, chase, check_later, close, close_directly, complete, confer,
        confirmation_decided, confirmation_filed, contact, contest, court_result, decide_extension, decline,
        enforce, escalate, fail, follow_up, guide, hold_session, mediate_again, merge, note, perform,
        pick_mediator, protect, recuse, refuse, regrade, renegotiate, reopen, report_police, resume, return_case,
        reveal_phone, rework, route_up, sign, sign_agreement, supervise, suspend, unmerge, visit_warned, warn, withdraw,
    )
}  # fmt: skip

__all__ = [
    "ACTIONS",
    "Body",
    "Conference",
    "Intake",
    "Opinion",
    "PartyFacts",
    "Promise",
    "Sitting",
    "accept",
    "add_party",
    "agree",
    "agree_performed",
    "answer_reopen",
    "apply_confirmation",
    "archive",
    "ask_consent",
    "ask_extension",
    "assign",
    "change_track",
    "chase",
    "check_later",
    "citizen_rate",
    "citizen_reopen",
    "close",
    "close_directly",
    "complete",
    "confer",
    "confirmation_decided",
    "confirmation_filed",
    "contact",
    "contest",
    "court_result",
    "decide_extension",
    "decline",
    "discard_draft",
    "draft_dispute",
    "enforce",
    "escalate",
    "fail",
    "follow_up",
    "guide",
    "hand_over",
    "hold_session",
    "lapse",
    "log_dispute",
    "mediate_again",
    "merge",
    "note",
    "perform",
    "pick_mediator",
    "protect",
    "recuse",
    "refuse",
    "register",
    "regrade",
    "renegotiate",
    "reopen",
    "report_police",
    "resume",
    "return_case",
    "reveal_phone",
    "rework",
    "route_up",
    "settle_on_spot",
    "sign",
    "sign_agreement",
    "supervise",
    "suspend",
    "unmerge",
    "update_draft",
    "visit_warned",
    "warn",
    "watch",
    "withdraw",
]
