"""Every act of a case through the API: filled in from what its form says it is done, from a wrong state and by a wrong
person it is refused in the pages' words."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from disputes.choices import State
from disputes.forms.acts import FORMS
from disputes.models import Dispute
from disputes.workflow import TRANSITIONS
from tests.api.conftest import As, Program
from tests.api.filling import WORDS, filled
from tests.cast import Cast, Log
from tests.disputes.walk import HOUR, WHO, Walk, made_ready

pytestmark = pytest.mark.django_db
STATES = [state for state in State if state != State.DRAFT]
# Each act is done in the first state that allows it.
FIRST = {
    act: next(state for state in STATES if state in TRANSITIONS[act].from_states) for act in sorted(FORMS)
}
BY_STATE = {state: [act for act in FIRST if FIRST[act] == state] for state in STATES}
# What no field calls required, because it is one of several ways to answer.
ROWS = {"confer": 2, "agree": 1}


def known(act: str, walk: Walk, fields: list[dict[str, Any]]) -> dict[str, Any]:
    today = timezone.localdate(walk.now)
    later = str(today + timedelta(days=5))
    answers: dict[str, Any] = {
        "chase": lambda: {"text": WORDS},
        "merge": lambda: {"target": walk.registered().no},
        "suspend": lambda: {"resume_on": later},
        "change_track": lambda: {"authority": "派出所"},
        "apply_confirmation": lambda: {"checked": True, "both_applied": True},
        "sign_agreement": lambda: {"parties_signed_on": str(today)},
        "renegotiate": lambda: {one["name"]: later for one in fields if one["name"].startswith("day_")},
        "archive": lambda: {"missing_note": WORDS},
    }
    found: dict[str, Any] = answers.get(act, dict)()
    return found


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


@pytest.mark.parametrize("state", [state for state in STATES if BY_STATE[state]])
def test_what_the_form_of_an_act_asks_is_enough_to_do_it(walk: Walk, program: As, state: State) -> None:
    pk = walk.to(state).pk
    for act in BY_STATE[state]:
        before, here = walk.now, transaction.savepoint()
        case = made_ready(walk, act, Dispute.objects.get(pk=pk))
        with time_machine.travel(walk.now + HOUR, tick=False):
            does(program(getattr(walk.cast, WHO[act])), case, act, walk)
        transaction.savepoint_rollback(here)
        walk.now = before


def does(asks: Program, case: Dispute, act: str, walk: Walk) -> None:
    form = asks.get(f"cases/{case.no}/forms/{act}/")
    told = form.json()
    assert form.status_code == 200 and told["allowed"], (act, told)
    sent = filled(told["fields"], timezone.now(), known(act, walk, told["fields"]), ROWS.get(act, 0))
    answer = asks.post(f"cases/{case.no}/acts/{act}/", sent, **{"If-Match": form["ETag"]})
    assert answer.status_code in (200, 204), (act, answer.content.decode())
    after = Dispute.objects.get(pk=case.pk)
    assert after.version == case.version + 1 and after.events.get(version=after.version).act == act
    assert after.state in (TRANSITIONS[act].to or (case.state,)), act


def test_every_act_is_refused_by_role_and_from_a_wrong_state(walk: Walk, program: As) -> None:
    case = walk.to(State.MERGED)
    with time_machine.travel(walk.now + HOUR, tick=False):
        watcher, clerk = program(walk.cast.supervisor), program(walk.cast.clerk)
        for act in FORMS:
            refused = watcher.act(f"cases/{case.no}", act, case.version)
            assert (refused.status_code, refused.json()["code"]) == (403, "role"), act
            if WHO[act] != "clerk" or State.MERGED in TRANSITIONS[act].from_states:
                continue
            form = clerk.get(f"cases/{case.no}/forms/{act}/").json()
            assert not form["allowed"] and form["reason"], act
            late = clerk.act(
                f"cases/{case.no}",
                act,
                case.version,
                **filled(form["fields"], walk.now, known(act, walk, form["fields"])),
            )
            assert late.status_code == 422, (act, late.content.decode())
    assert Dispute.objects.get(pk=case.pk).version == case.version
