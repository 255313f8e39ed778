"""What each act does to the clocks, with time given."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.notices.models import Notice
from disputes.actions import ACTIONS
from disputes.choices import Cause, State
from disputes.models import Dispute
from tests.cast import Cast, Log
from tests.disputes.walk import DAY0, T0, Walk, promise, sitting

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


def live(case: Dispute) -> dict[str, Clock]:
    return {clock.code: clock for clock in Clock.objects.live().of("dispute", case.pk)}


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def test_registering_starts_first_contact_acceptance_and_the_tier_budget(walk: Walk) -> None:
    case = walk.registered()
    clocks = live(case)
    assert set(clocks) == {"CK1", "CK2", "CK3.community"}
    assert local(clocks["CK1"].due_at) == "03-03 10:00"
    assert local(clocks["CK2"].due_at) == "03-05 18:00"
    assert local(clocks["CK3.community"].due_at) == "03-09 18:00"


def test_the_first_contact_clock_belongs_to_the_citizen_and_starts_when_it_was_told(
    cast: Cast, log: Log
) -> None:
    case = log(now=T0, recorded_at=T0 - timedelta(hours=5))
    assert live(case)["CK1"].due_at == T0 + timedelta(hours=19)


@pytest.mark.parametrize("told", [T0 + timedelta(hours=1), T0 - timedelta(hours=73)])
def test_an_implausible_recording_time_counts_from_receipt(cast: Cast, log: Log, told: datetime) -> None:
    assert log(now=T0, recorded_at=told).recorded_at == T0


def test_a_red_case_must_be_contacted_within_two_hours_and_the_street_hears_at_once(
    cast: Cast, log: Log
) -> None:
    case = log(now=T0, danger="gas")
    assert case.alert == "red"
    assert live(case)["CK1"].due_at == T0 + timedelta(hours=2)
    assert Notice.objects.filter(recipient=cast.street_lead, subject_id=case.pk, urgent=True).exists()


def test_a_labour_dispute_also_runs_the_statutory_fifteen_days(cast: Cast, log: Log) -> None:
    case = log(actor=cast.clerk, now=T0, cause=Cause.LABOUR)
    assert local(live(case)["CK5"].due_at) == "03-18 00:00"


def test_the_case_carries_its_nearest_duty_for_the_lists(walk: Walk) -> None:
    case = walk.registered()
    assert (case.due_code, case.due_at) == ("CK1", live(case)["CK1"].due_at)
    case = walk.step(case, "contact")
    assert case.due_code == "CK2"
    assert case.first_contact_at == walk.now


def test_a_first_contact_in_time_is_met_and_a_late_one_is_not(walk: Walk) -> None:
    prompt = walk.step(walk.registered(), "contact")
    late = walk.registered()
    walk.now += timedelta(days=2)
    walk.step(late, "contact")
    met = {c.subject_id: c.met for c in Clock.objects.filter(code="CK1", stopped_at__isnull=False)}
    assert met == {prompt.pk: True, late.pk: False}


def test_accepting_starts_thirty_days_that_no_return_resets(walk: Walk) -> None:
    case = walk.mediating()
    overall = live(case)["CK4"].due_at
    assert local(overall) == "04-02 00:00"
    case = walk.step(case, "escalate")
    case = walk.step(case, "return_case")
    assert live(case)["CK4"].due_at == overall


def test_a_case_sent_back_keeps_its_original_deadline(walk: Walk) -> None:
    case = walk.mediating()
    budget = live(case)["CK3.community"]
    case = walk.step(case, "escalate")
    assert set(live(case)) == {"CK4", "CK6"}
    case = walk.step(case, "return_case")
    again = live(case)["CK3.community"]
    assert (again.pk, again.due_at) == (budget.pk, budget.due_at)
    assert "CK6" not in live(case)


def test_signing_starts_the_upper_tiers_own_budget(walk: Walk) -> None:
    case = walk.step(walk.step(walk.mediating(), "escalate"), "sign")
    clocks = live(case)
    assert "CK6" not in clocks
    assert local(clocks["CK3.street"].due_at) == "03-16 18:00"
    assert (case.tier, case.holder) == (3, walk.cast.intake)


def test_suspending_pauses_the_two_mediation_clocks_and_resuming_gives_the_days_back(walk: Walk) -> None:
    case = walk.mediating()
    before = {code: live(case)[code].due_at for code in ("CK3.community", "CK4")}
    case = walk.step(case, "suspend")
    assert {code for code, clock in live(case).items() if clock.paused_at} == {"CK3.community", "CK4"}
    walk.now += timedelta(days=3)
    case = walk.step(case, "resume")
    after = live(case)
    assert local(after["CK4"].due_at) == "04-08 00:00"  # three days on falls into 清明, so it rolls forward
    assert after["CK3.community"].due_at > before["CK3.community"]
    assert "RESUME" not in after


def test_a_labour_clock_never_pauses(cast: Cast, log: Log) -> None:
    walk = Walk(cast, log)
    case = log(actor=cast.clerk, now=T0, cause=Cause.LABOUR, severity="small", severity_reason="多人")
    for act in ("ask_consent", "accept", "suspend"):
        case = walk.step(case, act)
    assert live(case)["CK5"].paused_at is None


def test_the_day_itself_ends_a_suspension(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "suspend")
    sweep(now=walk.now + timedelta(days=6))
    case.refresh_from_db()
    assert case.state == State.MEDIATING
    assert case.events.last().actor is None
    assert case.suspensions.get().ended_at is not None


def test_an_agreement_ends_mediation_and_runs_follow_up_confirmation_and_the_promise(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "agree")
    clocks = live(case)
    assert {"CK8.agreement", "CK7", "PERFORM"} <= set(clocks)
    assert not {"CK2", "CK3.community", "CK4"} & set(clocks)
    assert local(clocks["PERFORM"].due_at) == "03-10 00:00"
    assert local(clocks["CK7"].due_at) == "04-02 00:00"


def test_a_written_agreement_without_seal_is_not_in_force_and_starts_no_confirmation_clock(
    walk: Walk,
) -> None:
    case = walk.mediating()
    walk.do(
        case,
        "agree",
        "clerk",
        form="written",
        terms="三日内疏通",
        agreed_on=DAY0,
        items=[promise(case)],
        parties_signed_on=DAY0,
        mediator_signed_on=DAY0,
    )
    assert case.agreements.get().effective_on is None
    assert "CK7" not in live(case)


def test_a_promise_whose_day_passed_is_a_breach_by_time_itself(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "agree")
    sweep(now=datetime(2026, 3, 9, 15, 59, tzinfo=UTC))
    case.refresh_from_db()
    assert case.state == State.PERFORMING
    sweep(now=datetime(2026, 3, 9, 16, 1, tzinfo=UTC))
    case.refresh_from_db()
    assert case.state == State.BREACHED
    told = Notice.objects.filter(subject_id=case.pk, title__startswith="到期未履行")
    assert set(told.values_list("recipient", flat=True)) == {walk.cast.clerk.pk, walk.cast.secretary.pk}


def test_the_parties_right_to_confirmation_turns_no_case_red(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "agree")
    case = walk.step(walk.step(case, "perform"), "complete")
    case = walk.step(case, "follow_up")
    assert set(live(case)) == {"CK7"}
    assert case.due_at is None
    sweep(now=T0 + timedelta(days=60))
    assert Clock.objects.get(subject_id=case.pk, code="CK7").cancelled_at is not None


def test_closing_stops_everything_and_starts_the_archive_month(walk: Walk) -> None:
    case = walk.to(State.CLOSED)
    assert set(live(case)) == {"CK9"}
    assert set(live(walk.step(case, "archive"))) == set()


def test_reminders_reach_the_handler_then_the_lead_then_the_next_tier(walk: Walk) -> None:
    case = walk.step(walk.registered(), "contact")
    case = walk.do(case, "assign", "secretary", holder=walk.cast.clerk)
    due = live(case)["CK2"].due_at

    def told(since: datetime) -> set[str]:
        sweep(now=since)
        rows = Notice.objects.filter(subject_id=case.pk, key__startswith=f"clock:{live(case)['CK2'].pk}:")
        return {row.recipient.display_name for row in rows.select_related("recipient")}

    start = live(case)["CK2"].started_at
    assert told(start + (due - start) * 0.51) == {"李静"}
    assert told(start + (due - start) * 0.81) == {"李静", "周敏"}
    assert told(due) == {"李静", "周敏", "赵街道", "冯案管"}


def test_a_moment_reminds_once_however_often_the_sweeper_runs(walk: Walk) -> None:
    case = walk.registered()
    moment = T0 + timedelta(days=1)
    assert sweep(now=moment) > 0
    count = Notice.objects.filter(subject_id=case.pk).count()
    assert sweep(now=moment) == 0
    assert Notice.objects.filter(subject_id=case.pk).count() == count


def test_a_reminder_that_comes_late_says_so(walk: Walk) -> None:
    case = walk.registered()
    sweep(now=T0 + timedelta(hours=30))
    assert Notice.objects.filter(subject_id=case.pk, late_by__isnull=False).exists()


def test_more_time_is_asked_before_expiry_granted_by_the_lead_and_added(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "ask_extension")
    before = live(case)["CK4"].due_at
    case = walk.step(case, "decide_extension")
    assert live(case)["CK4"].due_at - before == timedelta(days=12)  # the tenth day is a Saturday
    assert "延长10天" in live(case)["CK4"].explain()


def test_each_explanation_is_a_sentence_people_can_check(walk: Walk) -> None:
    words = live(walk.registered())["CK2"].explain()
    assert "3月" in words and "工作日" in words


def test_every_session_is_numbered_and_a_failed_round_turns_the_case_yellow(walk: Walk) -> None:
    case = walk.mediating()
    for outcome in ("continue", "failed"):
        walk.now += timedelta(hours=1)
        ACTIONS["hold_session"](
            case, actor=walk.cast.clerk, sitting=sitting(walk, outcome=outcome), now=walk.now
        )
    case.refresh_from_db()
    assert [s.number for s in case.sessions.all()] == [1, 2]
    assert case.alert == "yellow"


def test_a_date_is_the_office_day_not_the_utc_day(cast: Cast, log: Log) -> None:
    walk = Walk(cast, log, now=datetime(2026, 3, 2, 16, 30, tzinfo=UTC))  # 00:30 on 3 March in Shanghai
    case = walk.do(walk.registered(), "ask_consent", "clerk", asked_on=date(2026, 3, 3), mode="phone")
    assert case.state == State.CONSENT_PENDING
