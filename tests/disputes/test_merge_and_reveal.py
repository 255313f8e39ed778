"""Joining and parting cases; the one look at a phone number; what the resident may do."""

from datetime import timedelta

import pytest

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from disputes.actions import citizen_rate, citizen_reopen, merge, reveal_phone
from disputes.choices import State
from tests.cast import PHONE, Cast, Log
from tests.disputes.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


def test_undoing_a_merge_brings_back_the_state_and_the_very_clocks(walk: Walk) -> None:
    case = walk.mediating()
    before = {c.pk: c.due_at for c in Clock.objects.live().of("dispute", case.pk)}
    case = walk.step(case, "merge")
    assert not Clock.objects.live().of("dispute", case.pk).exists()
    case = walk.step(case, "unmerge")
    assert (case.state, case.merged_into, case.result) == (State.MEDIATING, None, "")
    assert set(before) == {c.pk for c in Clock.objects.live().of("dispute", case.pk)}


def test_a_merge_is_undone_within_thirty_days_only(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "merge")
    walk.now += timedelta(days=31)
    with pytest.raises(RuleBroken) as caught:
        walk.step(case, "unmerge")
    assert caught.value.code == "merge_can_be_undone"


def test_an_ended_case_is_no_main_case(walk: Walk) -> None:
    ended = walk.to(State.CLOSED)
    with pytest.raises(RuleBroken) as caught:
        merge(walk.mediating(), actor=walk.cast.manager, target=ended, reason="同一件事", now=walk.now)
    assert caught.value.field == "target"


def test_a_restricted_case_is_not_joined_to_an_open_one(walk: Walk) -> None:
    hidden = walk.log(actor=walk.cast.intake, involves_dv=True, now=walk.now)
    with pytest.raises(RuleBroken):
        merge(walk.registered(), actor=walk.cast.manager, target=hidden, reason="同一件事", now=walk.now)


def test_a_number_is_shown_with_a_reason_and_stays_in_the_ledger_without_itself(walk: Walk) -> None:
    case = walk.registered()
    party = case.parties.first()
    assert party is not None
    number = reveal_phone(case, actor=walk.cast.clerk, party=party.pk, reason="约上门时间", now=walk.now)
    assert number == PHONE
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.actor, entry.detail["party"]) == (
        "dispute.reveal_phone",
        walk.cast.clerk,
        party.pk,
    )
    event = case.events.last()
    assert event is not None
    assert PHONE not in str(entry.detail) + event.text


def test_who_does_not_work_the_case_gets_no_number(walk: Walk) -> None:
    case = walk.registered()
    party = case.parties.first()
    assert party is not None
    for key in ("worker", "supervisor", "outsider", "mediator", "street_lead", "sysadmin"):
        with pytest.raises(NotAllowed):
            reveal_phone(case, actor=walk.cast.all[key], party=party.pk, reason="想看看", now=walk.now)


def test_the_resident_rates_a_closed_case_and_asks_again(walk: Walk) -> None:
    case = walk.to(State.CLOSED)
    citizen_rate(case, satisfaction="bad", note="还返水", now=walk.now)
    citizen_reopen(case, text="又堵了", now=walk.now)
    case.refresh_from_db()
    assert (case.satisfaction, case.state) == ("bad", State.CLOSED)
    last = case.events.last()
    assert last is not None
    assert (last.actor, last.actor_title) == (None, "居民")


def test_the_resident_cannot_rate_what_is_still_open(walk: Walk) -> None:
    with pytest.raises(RuleBroken):
        citizen_rate(walk.mediating(), satisfaction="good", now=walk.now)
