"""Every write of petition matters."""

from collections.abc import Callable
from typing import Any

from disputes.petitions.actions.handling import (
    ask_extension,
    assign,
    count_from_receipt,
    decide_extension,
    draft_opinion,
    link_case,
    reassign,
    recuse,
    send_back,
    serve,
    sign_opinion,
    tell_extension,
)
from disputes.petitions.actions.receiving import (
    Received,
    give_notice,
    hand_on_accusation,
    register,
    report_urgent,
    reveal_contact,
)
from disputes.petitions.actions.reviewing import (
    Ruled,
    ask_review,
    ask_second,
    begin_hearing,
    chase,
    end_hearing,
    finish,
    note,
    record_review,
    record_second,
    relieve,
    reopen,
    withdraw,
)
from disputes.petitions.actions.routing import (
    accept,
    answer,
    decline,
    forward,
    guide,
    join_open,
    objection,
    objection_back,
    propose,
    receipt,
    refuse,
    settle_objection,
)

# The acts of a person, by their name in the table; the page /petitions/<no>/do/<act>/ and the tests call them from here.
ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        accept, answer, ask_extension, ask_review, ask_second, assign, begin_hearing, chase, decide_extension, decline,
        draft_opinion, end_hearing, finish, forward, give_notice, guide, join_open, link_case, note, objection, objection_back,
        propose, reassign, receipt, record_review, record_second, recuse, refuse, relieve, reopen, report_urgent, send_back,
        serve, settle_objection, sign_opinion, tell_extension, withdraw,
    )
}  # fmt: skip

__all__ = [
    "ACTIONS",
    "Received",
    "Ruled",
    "count_from_receipt",
    "hand_on_accusation",
    "register",
    "reveal_contact",
]
