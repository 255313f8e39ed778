"""A case comes in: number, code, grade, draft, settled on the spot."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from disputes.actions import (
    Intake,
    discard_draft,
    draft_dispute,
    log_dispute,
    register,
    settle_on_spot,
    update_draft,
)
from disputes.choices import State, Tier
from disputes.models import Dispute
from tests.cast import PHONE, Cast, Log, Town, two_parties
from tests.disputes.walk import T0

pytestmark = pytest.mark.django_db


def test_a_registered_case_has_a_number_a_code_and_a_first_line(cast: Cast, log: Log) -> None:
    case = log(now=T0)
    assert re.fullmatch(r"2026-\d{5}", case.no)
    assert re.fullmatch(r"雄纠〔2026〕\d{4}号", case.official_no)
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{8}", case.receipt_code)
    first = case.events.get()
    assert (first.act, first.to_state, first.public_text != "") == ("register", "registered", True)
    assert case.receipt_code not in str(first.changes)


def test_numbers_have_no_gap_when_a_registration_fails(cast: Cast, log: Log, town: Town) -> None:
    first = log(now=T0)
    with pytest.raises(RuleBroken), transaction.atomic():
        log(now=T0, severity="major")  # another grade without a reason
    assert log(now=T0).serial == first.serial + 1


@pytest.mark.django_db(transaction=True)
def test_eight_desks_at_once_take_eight_numbers_in_a_row(cast: Cast, log: Log) -> None:
    def one(_: int) -> int:
        try:
            return log(now=T0).serial
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == list(range(1, 9))


def test_a_worker_holds_what_they_log_and_a_desks_case_waits_for_a_hand(cast: Cast, log: Log) -> None:
    assert (log().holder, log().tier) == (cast.worker, Tier.GRID)
    desk = log(actor=cast.clerk)
    assert (desk.holder, desk.tier) == (None, Tier.COMMUNITY)
    assert log(actor=cast.intake).tier == Tier.STREET


def test_another_grade_than_the_suggested_one_needs_a_reason(cast: Cast, log: Log) -> None:
    with pytest.raises(RuleBroken) as caught:
        log(severity="small")
    assert caught.value.field == "severity_reason"
    assert "微事" in caught.value.message
    assert log(severity="small", severity_reason="要物业出面").severity_reason == "要物业出面"


def test_place_and_cause_are_enough(cast: Cast, town: Town) -> None:
    case = log_dispute(Intake(place=town.building, cause="24"), actor=cast.worker)
    assert case.title == "宠物"
    assert case.grid == town.tiebei.grids[0]


def test_a_phone_is_sealed_masked_and_found_only_by_key(cast: Cast, log: Log) -> None:
    party = log().parties.first()
    assert party is not None
    assert PHONE.encode() not in bytes(party.phone_sealed)
    assert (party.open_sealed("phone"), party.masked_phone) == (PHONE, "138****2207")
    assert len(bytes(party.phone_index)) == 34


def test_a_draft_has_no_number_no_clock_and_no_notice(cast: Cast, town: Town) -> None:
    draft = draft_dispute(Intake(place=town.building, cause="23"), actor=cast.worker)
    assert (draft.no, draft.state) == (None, State.DRAFT)
    assert not Clock.objects.of("dispute", draft.pk).exists()


def test_a_draft_is_changed_and_thrown_away_by_its_author_only(cast: Cast, town: Town) -> None:
    draft = draft_dispute(Intake(place=town.building, cause="23", parties=two_parties()), actor=cast.worker)
    better = Intake(place=town.building, cause="24", title="狗叫扰民", parties=two_parties(applicant="张三"))
    with pytest.raises(NotAllowed):
        update_draft(draft, better, actor=cast.other_worker)
    draft = update_draft(draft, better, actor=cast.worker)
    assert (draft.title, draft.parties.count()) == ("狗叫扰民", 2)
    with pytest.raises(NotAllowed):
        discard_draft(draft, actor=cast.clerk)
    discard_draft(draft, actor=cast.worker)
    assert not Dispute.objects.filter(pk=draft.pk).exists()


def test_a_numbered_case_is_never_changed_as_a_draft_or_deleted(cast: Cast, log: Log, town: Town) -> None:
    case = log()
    with pytest.raises(RuleBroken):
        discard_draft(case, actor=cast.worker)
    with pytest.raises(RuleBroken):
        register(case, actor=cast.worker)


def test_nobody_without_a_case_role_logs_one(cast: Cast, log: Log) -> None:
    for key in ("liaison", "sysadmin", "auditor", "nobody", "support_worker"):
        with pytest.raises(NotAllowed):
            log(actor=getattr(cast, key))


def test_a_day_in_the_future_is_refused(cast: Cast, log: Log) -> None:
    with pytest.raises(RuleBroken) as caught:
        log(now=T0, occurred_on=(T0 + timedelta(days=1)).date())
    assert caught.value.field == "occurred_on"


def test_a_micro_matter_is_settled_on_the_spot_with_every_step_on_record(cast: Cast, log: Log) -> None:
    case = settle_on_spot(log(now=T0), actor=cast.worker, what="已疏通", proof="前后照片", now=T0)
    assert (case.state, case.result) == (State.FOLLOW_UP, "on_spot")
    acts = list(case.events.values_list("act", flat=True))
    assert acts == ["register", "ask_consent", "accept", "agree_performed"]


def test_a_red_or_bigger_matter_is_not_settled_in_a_minute(cast: Cast, log: Log) -> None:
    for facts in ({"households_involved": 5}, {"danger": "gas"}):
        case = log(**facts)
        with pytest.raises(RuleBroken):
            settle_on_spot(case, actor=cast.worker, what="已疏通", proof="照片")
        case.refresh_from_db()
        assert case.state == State.REGISTERED


@pytest.mark.parametrize("name", ["𠮷野家", "阿卜杜拉·买买提", "㛃䶮", "张😀"])
def test_rare_names_are_kept_as_they_are(cast: Cast, log: Log, name: str) -> None:
    case = log(parties=two_parties(applicant=name))
    assert case.parties.filter(name=name).exists()
