"""Somebody of the quarrel becomes known later, and is heard after the file is locked."""

from datetime import timedelta

import pytest

from core.errors import RuleBroken
from disputes.actions import (
    Intake,
    PartyFacts,
    accept,
    citizen_rate,
    citizen_reopen,
    log_dispute,
    route_up,
    sign,
)
from disputes.actions.parties import MOST_PARTIES
from disputes.choices import State
from disputes.forms.mediation import AgreeForm
from disputes.models import Dispute
from tests.cast import PHONE, Cast, Log, Town
from tests.disputes.walk import DAY0, T0, Walk

pytestmark = pytest.mark.django_db
NEIGHBOUR = PartyFacts(role="third", name="铁北物业", phone=PHONE, is_organisation=True)


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


@pytest.fixture
def from_the_stairwell(town: Town, cast: Cast) -> Dispute:
    """Logged with place and kind alone, signed by the community."""
    case = log_dispute(Intake(place=town.building, cause="23"), actor=cast.worker, now=T0)
    route_up(case, actor=cast.worker, trigger="beyond", now=T0)
    return sign(case, actor=cast.clerk, now=T0)


def test_a_case_from_the_stairwell_gets_its_parties_at_the_desk_and_can_then_be_agreed(
    walk: Walk, from_the_stairwell: Dispute
) -> None:
    case = from_the_stairwell
    assert "补充当事人" in AgreeForm(row=case, user=walk.cast.clerk, now=T0).intro
    for role, name in (("applicant", "王建国"), ("respondent", "李桂花")):
        walk.do(case, "add_party", "clerk", party=PartyFacts(role=role, name=name, phone=PHONE))
    for act in ("ask_consent", "accept", "agree"):
        case = walk.step(case, act)
    assert case.state == State.PERFORMING


def test_the_number_is_sealed_and_the_name_stays_out_of_the_timeline(
    walk: Walk, from_the_stairwell: Dispute
) -> None:
    case = walk.do(from_the_stairwell, "add_party", "clerk", party=NEIGHBOUR)
    row = case.parties.get()
    assert PHONE.encode() not in bytes(row.phone_sealed or b"")
    assert row.open_sealed("phone") == PHONE
    event = case.events.latest("pk")
    assert event.text == "补充了一方：第三人"
    assert event.changes == {}


def test_once_mediation_runs_a_new_party_is_asked_first(walk: Walk) -> None:
    case = walk.mediating()
    for asked, field in (({}, "consent"), ({"consent": "agreed"}, "rights_told_on")):
        with pytest.raises(RuleBroken) as caught:
            walk.do(case, "add_party", "clerk", party=NEIGHBOUR, **asked)
        assert caught.value.field == field
    with pytest.raises(RuleBroken) as caught:
        walk.do(case, "add_party", "clerk", party=NEIGHBOUR, consent="refused", rights_told_on=DAY0)
    assert caught.value.code == "refused"
    assert case.parties.count() == 2
    walk.do(case, "add_party", "clerk", party=NEIGHBOUR, consent="unclear", rights_told_on=DAY0)
    row = case.parties.latest("pk")
    assert (row.consent, row.rights_told_on, row.consent_on) == ("unclear", DAY0, DAY0)


def test_a_new_party_before_acceptance_is_asked_with_the_others(walk: Walk) -> None:
    case = walk.step(walk.registered(), "ask_consent")
    walk.do(case, "add_party", "clerk", party=NEIGHBOUR)
    known = dict.fromkeys(case.parties.exclude(name=NEIGHBOUR.name).values_list("pk", flat=True), "agreed")
    with pytest.raises(RuleBroken) as caught:
        accept(case, actor=walk.cast.clerk, consents=known, rights_told_on=DAY0, now=walk.now)
    assert NEIGHBOUR.name in caught.value.message


def test_there_is_an_end_to_parties(walk: Walk) -> None:
    case = walk.registered()
    for _ in range(MOST_PARTIES - 2):
        walk.do(case, "add_party", "clerk", party=NEIGHBOUR)
    with pytest.raises(RuleBroken) as caught:
        walk.do(case, "add_party", "clerk", party=NEIGHBOUR)
    assert caught.value.code == "too_many"


def test_the_resident_is_heard_for_thirty_days_though_the_file_is_locked(walk: Walk) -> None:
    case = walk.to(State.ARCHIVED)
    citizen_rate(case, satisfaction="good", now=walk.now)
    citizen_reopen(case, text="又堵了", now=walk.now)
    case = walk.step(case, "answer_reopen")
    assert (case.state, case.satisfaction) == (State.ARCHIVED, "good")
    with pytest.raises(RuleBroken) as caught:
        citizen_reopen(case, text="又堵了", now=walk.now + timedelta(days=31))
    assert caught.value.code == "closed_lately"
