"""What each act refuses, with the field it belongs to, and that nothing is half-written."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import RuleBroken
from disputes.actions import ACTIONS, Promise
from disputes.choices import State
from disputes.models import Dispute
from tests.cast import Cast, Log
from tests.disputes.test_every_act import state_of
from tests.disputes.walk import DATA, DAY0, WHO, Walk, conference, item_of, parties, ready_for, sitting

pytestmark = pytest.mark.django_db
Change = Callable[[Dispute, Walk], dict[str, Any]]
TOMORROW = date(2026, 4, 30)


def fixed(**changes: Any) -> Change:
    return lambda case, walk: changes


REFUSED: list[tuple[str, State, Change, str]] = [
    ("ask_consent", State.REGISTERED, fixed(asked_on=TOMORROW), "asked_on"),
    ("accept", State.CONSENT_PENDING, fixed(rights_told_on=None), "rights_told_on"),
    ("accept", State.CONSENT_PENDING, fixed(consents={}), "consents"),
    ("accept", State.CONSENT_PENDING, lambda c, w: {"consents": dict.fromkeys(parties(c), "refused")}, "consents"),
    ("refuse", State.CONSENT_PENDING, fixed(advice=""), "advice"),
    ("refuse", State.CONSENT_PENDING, fixed(party=0), "party"),
    ("decline", State.REGISTERED, fixed(reason_code=""), "reason_code"),
    ("decline", State.REGISTERED, fixed(advice=""), "advice"),
    ("guide", State.REGISTERED, fixed(result="written"), "result"),
    ("guide", State.REGISTERED, fixed(referred_to=""), "referred_to"),
    ("guide", State.REGISTERED, fixed(referred_on=TOMORROW), "referred_on"),
    ("withdraw", State.REGISTERED, fixed(free_will=False), "free_will"),
    ("withdraw", State.REGISTERED, fixed(withdrawn_on=TOMORROW), "withdrawn_on"),
    ("route_up", State.REGISTERED, fixed(trigger=""), "trigger"),
    ("escalate", State.MEDIATING, fixed(work_done=""), "work_done"),
    ("return_case", State.ESCALATION_PENDING, fixed(reason=""), "reason"),
    ("return_case", State.ESCALATION_PENDING, fixed(instruction=""), "instruction"),
    ("assign", State.MEDIATING, lambda c, w: {"holder": w.cast.outsider}, "holder"),
    ("assign", State.MEDIATING, lambda c, w: {"holder": w.cast.worker, "tier": 1}, "tier"),
    ("assign", State.REGISTERED, lambda c, w: {"holder": w.cast.manager, "tier": 3}, "tier"),
    ("regrade", State.MEDIATING, fixed(reason=""), "reason"),
    ("regrade", State.MEDIATING, fixed(alert="blue"), "severity"),
    ("recuse", State.MEDIATING, fixed(reason=""), "reason"),
    ("hold_session", State.MEDIATING, lambda c, w: {"sitting": sitting(w, held_at=w.now + timedelta(days=1))}, "held_at"),
    ("hold_session", State.MEDIATING, lambda c, w: {"sitting": sitting(w, held_at=w.now - timedelta(days=9))}, "held_at"),
    ("agree", State.MEDIATING, fixed(items=[]), "items"),
    ("agree", State.MEDIATING, fixed(agreed_on=TOMORROW), "agreed_on"),
    ("agree", State.MEDIATING, fixed(agreed_on=DAY0 - timedelta(days=1)), "agreed_on"),
    ("agree", State.MEDIATING, fixed(sealed_on=DAY0 - timedelta(days=1)), "sealed_on"),
    ("agree", State.MEDIATING, fixed(items=[Promise("赔偿", 0, DAY0)]), "items"),
    ("agree", State.MEDIATING, lambda c, w: {"items": [Promise("赔偿", parties(c)[0], DAY0 - timedelta(days=1))]}, "items"),
    ("agree_performed", State.MEDIATING, fixed(proof=""), "proof"),
    ("agree", State.MEDIATING, fixed(form="oral"), "agreement_form"),
    ("sign_agreement", State.PERFORMING, fixed(sealed_on=None), "parties_signed_on"),
    ("sign_agreement", State.PERFORMING, fixed(sealed_on=TOMORROW), "sealed_on"),
    ("pick_mediator", State.MEDIATING, fixed(chosen_by=""), "chosen_by"),
    ("pick_mediator", State.MEDIATING, lambda c, w: {"mediator": w.cast.secretary}, "mediator"),
    ("pick_mediator", State.MEDIATING, lambda c, w: {"co_mediators": [w.cast.outsider]}, "co_mediators"),
    ("change_track", State.MEDIATING, fixed(track="people"), "track"),
    ("change_track", State.MEDIATING, fixed(reason=""), "reason"),
    ("change_track", State.MEDIATING, fixed(authority=""), "authority"),
    ("change_track", State.MEDIATING, fixed(parties_agreed_on=TOMORROW), "parties_agreed_on"),
    ("change_track", State.MEDIATING, fixed(track="judicial"), "due_on"),
    ("change_track", State.MEDIATING, fixed(track="judicial", body_ref=""), "body_ref"),
    ("court_result", State.MEDIATING, fixed(outcome="failed"), "advice"),
    ("court_result", State.MEDIATING, fixed(ended_on=TOMORROW), "ended_on"),
    ("apply_confirmation", State.PERFORMING, fixed(excluded=["title"]), "excluded"),
    ("apply_confirmation", State.PERFORMING, fixed(both_applied=False), "both_applied"),
    ("apply_confirmation", State.PERFORMING, fixed(court=""), "court"),
    ("apply_confirmation", State.PERFORMING, fixed(applied_on=DAY0 - timedelta(days=1)), "applied_on"),
    ("confirmation_filed", State.PERFORMING, fixed(case_no=""), "case_no"),
    ("confirmation_filed", State.PERFORMING, fixed(filed_on=TOMORROW), "filed_on"),
    ("confirmation_decided", State.PERFORMING, fixed(outcome="applied"), "outcome"),
    ("confirmation_decided", State.PERFORMING, fixed(decided_on=TOMORROW), "decided_on"),
    ("protect", State.REGISTERED, fixed(offered=["police"]), "offered"),
    ("protect", State.REGISTERED, fixed(taken=["counsel"]), "taken"),
    ("warn", State.REGISTERED, fixed(warned_on=TOMORROW), "warned_on"),
    ("visit_warned", State.REGISTERED, fixed(sides=[]), "sides"),
    ("visit_warned", State.REGISTERED, fixed(note=""), "note"),
    ("visit_warned", State.REGISTERED, fixed(visited_on=TOMORROW), "visited_on"),
    ("visit_warned", State.REGISTERED, fixed(visited_on=DAY0 - timedelta(days=1)), "visited_on"),
    ("confer", State.MEDIATING, lambda c, w: {"conference": conference(w, opinions=())}, "opinions"),
    ("confer", State.MEDIATING, lambda c, w: {"conference": conference(w, decision="")}, "decision"),
    ("confer", State.MEDIATING, lambda c, w: {"conference": conference(w, next_by=DAY0 - timedelta(days=1))}, "next_by"),
    ("archive", State.CLOSED, fixed(missing_note=""), "missing_note"),
    ("fail", State.MEDIATING, fixed(advice=""), "advice"),
    ("suspend", State.MEDIATING, fixed(resume_on=DAY0), "resume_on"),
    ("suspend", State.MEDIATING, fixed(resume_on=DAY0 + timedelta(days=31)), "resume_on"),
    ("suspend", State.MEDIATING, fixed(parties_told_on=TOMORROW), "parties_told_on"),
    ("contest", State.PERFORMING, fixed(reason=""), "reason"),
    ("perform", State.PERFORMING, fixed(item=0), "item"),
    ("perform", State.PERFORMING, fixed(proof=""), "proof"),
    ("perform", State.PERFORMING, fixed(done_on=DAY0 - timedelta(days=1)), "done_on"),
    ("renegotiate", State.BREACHED, fixed(new_days={}), "items"),
    ("renegotiate", State.BREACHED, lambda c, w: {"new_days": {item_of(c): DAY0}}, "items"),
    ("enforce", State.BREACHED, fixed(result="self_settled"), "result"),
    ("ask_extension", State.MEDIATING, fixed(parties_agreed_on=None), "parties_agreed_on"),
    ("ask_extension", State.MEDIATING, fixed(clock_code="CK5"), "clock_code"),
    ("decide_extension", State.MEDIATING, fixed(approved=False, note=""), "note"),
    ("follow_up", State.FOLLOW_UP, fixed(satisfaction=""), "satisfaction"),
    ("close", State.FOLLOW_UP, fixed(citizen_told=""), "citizen_told"),
    ("close_directly", State.WITHDRAWN, fixed(citizen_told=""), "citizen_told"),
    ("rework", State.FOLLOW_UP, fixed(reason=""), "reason"),
    ("reopen", State.CLOSED, fixed(reason=""), "reason"),
    ("archive", State.CLOSED, fixed(retention=""), "retention"),
    ("contact", State.REGISTERED, fixed(note=""), "note"),
    ("note", State.REGISTERED, fixed(text=""), "text"),
    ("chase", State.REGISTERED, fixed(text=""), "text"),
    ("merge", State.MEDIATING, fixed(reason=""), "reason"),
    ("merge", State.MEDIATING, lambda c, w: {"target": c}, "target"),
    ("reveal_phone", State.REGISTERED, fixed(reason="看"), "reason"),
    ("reveal_phone", State.REGISTERED, fixed(party=0), "party"),
]  # fmt: skip


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


@pytest.mark.parametrize(("act", "state", "change", "field"), REFUSED, ids=lambda value: str(value)[:20])
def test_what_is_missing_or_wrong_is_named_by_its_field(
    walk: Walk, act: str, state: State, change: Change, field: str
) -> None:
    case = ready_for(walk, act, state)
    data = {**DATA[act](case, walk), **change(case, walk)}
    before = state_of(case)
    with pytest.raises(RuleBroken) as caught:
        ACTIONS[act](case, actor=getattr(walk.cast, WHO[act]), now=walk.now, **data)
    assert (caught.value.field, caught.value.status) == (field, 422)
    assert caught.value.message
    assert state_of(case) == before


def refused(walk: Walk, case: Dispute, act: str, by: str | None = None, **changes: Any) -> str:
    with pytest.raises(RuleBroken) as caught:
        ACTIONS[act](
            case,
            actor=getattr(walk.cast, by or WHO[act]),
            now=walk.now,
            **{**DATA[act](case, walk), **changes},
        )
    return caught.value.code


def test_a_tier_may_send_a_case_back_once_only(walk: Walk) -> None:
    case = walk.step(walk.step(walk.mediating(), "escalate"), "return_case")
    case = walk.step(case, "escalate")
    assert refused(walk, case, "return_case") == "not_returned_before"
    assert walk.step(case, "sign").tier == 3


@pytest.mark.parametrize("trigger", ["crowd", "duty", "red", "cross_area"])
def test_a_case_with_a_hard_trigger_is_not_pushed_back_down(walk: Walk, trigger: str) -> None:
    case = walk.do(walk.mediating(), "escalate", "clerk", trigger=trigger, work_done="谈过")
    assert refused(walk, case, "return_case") == "no_hard_trigger"


def test_the_street_has_nobody_above_it(walk: Walk) -> None:
    case = walk.step(walk.step(walk.mediating(), "escalate"), "sign")
    assert refused(walk, case, "escalate", "intake") == "below_street"


def test_domestic_violence_is_never_a_face_to_face_sitting(walk: Walk) -> None:
    case = walk.log(actor=walk.cast.secretary, involves_dv=True, now=walk.now)
    for act in ("ask_consent", "accept"):
        case = walk.step(case, act, "secretary")
    assert refused(walk, case, "hold_session", "secretary") == "help_offered"
    case = walk.step(case, "protect")
    assert refused(walk, case, "hold_session", "secretary") == "violence"
    walk.do(case, "hold_session", "secretary", sitting=sitting(walk, face_to_face=False))


def test_one_clear_refusal_forbids_mediation(walk: Walk) -> None:
    case = walk.to(State.CONSENT_PENDING)
    case.parties.filter(pk=parties(case)[1]).update(consent="refused")
    assert refused(walk, case, "accept") == "nobody_refused"


def test_a_second_extension_of_the_same_tier_is_refused_but_not_after_a_no(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "ask_extension")
    assert refused(walk, case, "ask_extension") == "extension_left"
    case = walk.do(case, "decide_extension", "secretary", approved=False, note="先开一次调解会")
    case = walk.step(walk.step(case, "ask_extension"), "decide_extension")
    assert refused(walk, case, "ask_extension") == "extension_left"


def test_nobody_grants_their_own_extension(walk: Walk) -> None:
    case = walk.do(
        walk.mediating(), "ask_extension", "secretary", **DATA["ask_extension"](walk.mediating(), walk)
    )
    assert refused(walk, case, "decide_extension") == "own"


def test_the_mediator_of_a_small_case_does_not_check_back_on_it(walk: Walk) -> None:
    case = walk.to(State.FOLLOW_UP)
    assert refused(walk, case, "follow_up", "clerk") == "role"


def test_a_major_case_is_closed_by_a_manager_who_did_not_handle_it(walk: Walk) -> None:
    case = walk.log(actor=walk.cast.manager, injury=True, now=walk.now)
    for act in ("ask_consent", "accept"):
        case = walk.step(case, act, "manager")
    # A 大事 is settled in writing, also on the spot.
    case = walk.do(case, "agree_performed", "manager", **DATA["agree_performed"](case, walk), form="written")
    case = walk.step(case, "follow_up", "intake")
    assert refused(walk, case, "close", "manager") == "role"
    assert refused(walk, case, "close", "secretary") == "role"


def test_a_case_without_a_visit_is_not_closed(walk: Walk) -> None:
    assert refused(walk, walk.to(State.FOLLOW_UP), "close") == "visited"


def test_a_red_case_needs_three_visits(walk: Walk) -> None:
    case = walk.do(walk.to(State.FOLLOW_UP), "regrade", "secretary", alert="red", reason="扬言报复")
    for _ in range(2):
        case = walk.step(case, "follow_up")
    assert refused(walk, case, "close") == "red_three_visits"
    case = walk.step(walk.step(case, "follow_up"), "close")
    assert case.state == State.CLOSED


def test_an_agreement_that_was_not_kept_cannot_close_as_settled(walk: Walk) -> None:
    case = walk.to(State.FOLLOW_UP)
    case = walk.do(
        case, "follow_up", "second_clerk", at=walk.now, mode="phone", performed=False, satisfaction="bad"
    )
    assert refused(walk, case, "close") == "unperformed"


def test_visits_before_a_rework_do_not_count_for_the_next_closing(walk: Walk) -> None:
    case = walk.step(walk.step(walk.to(State.FOLLOW_UP), "follow_up"), "rework")
    assert (case.state, case.rework_count, case.result) == (State.MEDIATING, 1, "")
    case = walk.step(case, "agree_performed")
    assert refused(walk, case, "close") == "visited"


@pytest.mark.parametrize(("days", "code"), [(29, ""), (31, "closed_lately")])
def test_a_closed_case_is_taken_up_again_within_thirty_days(walk: Walk, days: int, code: str) -> None:
    case = walk.to(State.CLOSED)
    walk.now += timedelta(days=days)
    if code:
        assert refused(walk, case, "reopen") == code
    else:
        assert walk.step(case, "reopen").reopen_count == 1


def test_only_blue_matters_close_without_a_visit(walk: Walk) -> None:
    case = walk.do(walk.to(State.TERMINATED), "regrade", "secretary", alert="yellow", reason="情绪激动")
    assert refused(walk, case, "close_directly") == "blue_only"
    assert walk.step(case, "check_later").state == State.FOLLOW_UP


def test_a_residents_unanswered_objection_keeps_the_file_open(walk: Walk) -> None:
    case = ready_for(walk, "answer_reopen", State.CLOSED)
    assert refused(walk, case, "archive") == "no_open_reopen_request"
    assert walk.step(walk.step(case, "answer_reopen"), "archive").state == State.ARCHIVED


def test_a_party_with_open_promises_is_not_complete(walk: Walk) -> None:
    assert refused(walk, walk.to(State.PERFORMING), "complete") == "all_items_settled"


def test_whoever_stepped_aside_acts_no_more_and_gets_it_no_more(walk: Walk) -> None:
    case = walk.step(ready_for(walk, "recuse", State.MEDIATING), "recuse")
    assert (case.holder, case.mediator) == (None, None)
    assert refused(walk, case, "note", "clerk") == "recused"
    assert refused(walk, case, "assign", holder=walk.cast.clerk) == "recused"
