"""The three tracks, joint sittings, the court's word on an agreement, violence at home, conferences, the file."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from core.clocks.sweeper import sweep
from core.notices.models import Notice
from disputes.actions import Body
from disputes.actions.closing import default_retention
from disputes.choices import State
from disputes.choices_mediation import Confirmed
from disputes.clockwork import live
from disputes.models import Dispute
from disputes.papers import DisputePapers
from tests.cast import Cast, Log
from tests.disputes.test_refusals import refused
from tests.disputes.walk import DATA, DAY0, Walk, committee_of, conference, sitting, to_track

pytestmark = pytest.mark.django_db
PAPERS = DisputePapers()


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


def running(case: Dispute) -> dict[str, date]:
    """The last day of each running clock; midnight belongs to the day before."""
    moment = timedelta(microseconds=1)
    return {clock.code: timezone.localdate(clock.due_at - moment) for clock in live(case)}


def test_exactly_one_tracks_time_runs_and_a_detour_gives_nobody_new_time(walk: Walk) -> None:
    case = walk.mediating()
    before = running(case)
    case = walk.step(case, "change_track")
    assert running(case) == {"track.administrative": date(2026, 4, 1)}
    assert case.active_track == "administrative"
    walk.now += timedelta(days=2)
    case = walk.do(case, "change_track", "clerk", **to_track("people"))
    assert running(case) == before
    case = walk.do(case, "change_track", "clerk", **to_track("judicial"))
    # The court's own day, to its last minute.
    assert running(case) == {"track.judicial": date(2026, 3, 22)}
    assert [one.to_track for one in case.track_changes.all()] == ["administrative", "people", "judicial"]


def test_no_party_is_taken_to_another_track_against_their_will(walk: Walk) -> None:
    case = walk.mediating()
    case.parties.filter(role="respondent").update(consent="refused")
    assert refused(walk, case, "change_track") == "refused"


def test_of_the_courts_mediation_only_reference_day_and_outcome_are_kept(walk: Walk) -> None:
    case = walk.do(walk.mediating(), "change_track", "clerk", **to_track("judicial"))
    for act in ("hold_session", "agree", "agree_performed"):
        assert refused(walk, case, act) == "not_at_court"
    for act in ("escalate", "suspend"):
        assert refused(walk, case, act) == "on_people_track"
    case = walk.step(case, "court_result")
    assert (case.state, case.result) == (State.FOLLOW_UP, "court")
    assert set(running(case)) == {"CK8.agreement"}
    assert case.track_changes.get().outcome == "settled"
    case = walk.do(case, "rework", "secretary", reason="没有按调解书办")
    assert (case.active_track, case.state) == ("people", State.MEDIATING)


def test_what_the_court_does_not_settle_ends_with_advice(walk: Walk) -> None:
    case = walk.do(walk.mediating(), "change_track", "clerk", **to_track("judicial"))
    case = walk.do(case, "court_result", "clerk", outcome="failed", ended_on=DAY0, advice="由法院继续审理")
    assert (case.state, case.result, running(case)) == (State.TERMINATED, "failed", {})


def test_an_authoritys_agreement_is_its_own_paper_and_not_for_confirmation(walk: Walk) -> None:
    case = walk.step(walk.step(walk.mediating(), "change_track"), "agree")
    assert "CK7" not in running(case)
    assert refused(walk, case, "apply_confirmation") == "confirmable"
    assert "行政调解协议书" in PAPERS.why_not(walk.cast.clerk, "issue", "L5", case.pk)
    assert "L5-admin" in PAPERS.codes(case.pk)
    assert PAPERS.facts("L5-admin", case.pk, 0)["body"] == "住建局"


def test_of_several_bodies_one_leads_and_issues_the_paper(walk: Walk) -> None:
    bodies = (Body("police", "雄关派出所", "陈警官"), Body("department", "住建局", "张工", is_lead=True))
    case = walk.do(walk.mediating(), "hold_session", "clerk", sitting=sitting(walk, bodies=bodies))
    row = case.sessions.get()
    assert [str(one) for one in row.bodies.all()] == ["住建局（牵头）", "人民调解委员会", "雄关派出所"]
    assert "陈警官" in PAPERS.facts("L4", case.pk, row.pk)["invited"]
    case = walk.step(case, "agree")
    assert "住建局牵头" in PAPERS.why_not(walk.cast.clerk, "issue", "L5", case.pk)
    both = (Body("police", "雄关派出所", is_lead=True), bodies[1])
    other = walk.mediating()
    assert refused(walk, other, "hold_session", sitting=sitting(walk, bodies=both)) == "lead"


def agreed(walk: Walk) -> Dispute:
    return walk.step(walk.mediating(), "agree")


def test_thirty_days_to_ask_the_court_together(walk: Walk) -> None:
    committee = committee_of(walk.cast, "clerk")
    case = agreed(walk)
    # Thirty days from 2 March end on 1 April.
    assert running(case)["CK7"] == date(2026, 4, 1)
    walk.now += timedelta(days=31)
    late = DAY0 + timedelta(days=31)
    assert refused(walk, case, "apply_confirmation", applied_on=late) == "late"
    case = walk.do(
        case,
        "apply_confirmation",
        "clerk",
        court="法院",
        applied_on=DAY0 + timedelta(days=30),
        both_applied=True,
    )
    assert case.confirmation == Confirmed.APPLIED and "CK7" not in running(case)
    assert refused(walk, case, "apply_confirmation") == "confirmable"
    facts = PAPERS.facts("L11", case.pk, 0)
    assert (facts["court"], facts["committee"]) == ("法院", committee.name)
    assert PAPERS.facts("L11-proof", case.pk, 0)["effective_on"] == DAY0


def test_valid_can_be_enforced_and_not_be_talked_over_again(walk: Walk) -> None:
    case = walk.step(walk.step(agreed(walk), "apply_confirmation"), "confirmation_filed")
    assert running(case)["court.special"] == date(2026, 4, 1)
    assert case.due_code != "court.special"
    assert refused(walk, case, "contest") == "confirmation_ended"
    case = walk.step(case, "confirmation_decided")
    assert (case.confirmation, default_retention(case)) == (Confirmed.VALID, "30y")
    assert refused(walk, case, "contest") == "not_confirmed"
    case = walk.step(walk.step(case, "perform"), "complete")
    case = walk.step(case, "follow_up")
    assert walk.step(case, "close").state == State.CLOSED


def test_the_case_does_not_close_while_the_court_thinks(walk: Walk) -> None:
    case = walk.step(walk.step(agreed(walk), "apply_confirmation"), "perform")
    case = walk.step(walk.step(case, "complete"), "follow_up")
    assert refused(walk, case, "close") == "confirmation_ended"
    case = walk.do(case, "confirmation_decided", "clerk", outcome="withdrawn", decided_on=DAY0)
    assert walk.step(case, "close").state == State.CLOSED


def test_rejected_opens_the_way_back_to_the_table_by_both_wills(walk: Walk) -> None:
    case = walk.step(walk.step(agreed(walk), "apply_confirmation"), "confirmation_filed")
    case = walk.do(
        case, "confirmation_decided", "clerk", outcome="rejected", decided_on=DAY0, note="内容不明确"
    )
    assert case.state == State.PERFORMING and "重新调解" in case.events.last().text
    case = walk.step(case, "contest")
    assert (case.state, case.confirmation) == (State.MEDIATING, "")
    assert walk.step(case, "agree").agreements.count() == 2


def test_a_ruling_needs_a_filing(walk: Walk) -> None:
    case = walk.step(agreed(walk), "apply_confirmation")
    assert refused(walk, case, "confirmation_decided", outcome="valid") == "missing"
    case = walk.do(case, "confirmation_decided", "clerk", outcome="not_taken", decided_on=DAY0)
    assert walk.step(case, "apply_confirmation").confirmations.count() == 2


def test_an_agreement_is_in_force_with_its_last_signature(walk: Walk) -> None:
    case = walk.mediating()
    case = walk.do(case, "agree", "clerk", **{**DATA["agree"](case, walk), "sealed_on": None})
    assert refused(walk, case, "apply_confirmation") == "confirmable" and "CK7" not in running(case)
    walk.now += timedelta(days=1)
    case = walk.do(case, "sign_agreement", "clerk", sealed_on=DAY0 + timedelta(days=1))
    assert case.agreements.get().effective_on == DAY0 + timedelta(days=1)
    assert running(case)["CK7"] == date(2026, 4, 2)
    assert refused(walk, case, "sign_agreement") == "signatures_missing"


def test_money_settled_on_the_spot_is_written_down_too(walk: Walk, settings: Settings) -> None:
    case = walk.mediating()
    Dispute.objects.filter(pk=case.pk).update(amount_claimed=800)
    case.refresh_from_db()
    assert refused(walk, case, "agree_performed") == "written"
    settings.FORCE_WRITTEN_IF_CIVIL_CONTENT = False
    assert walk.step(case, "agree_performed").result == "on_spot"
    big = walk.mediating()
    Dispute.objects.filter(pk=big.pk).update(severity="major")
    big.refresh_from_db()
    assert refused(walk, big, "agree_performed") == "written"


def test_violence_is_kept_close_and_help_is_offered_first(walk: Walk) -> None:
    case = walk.step(walk.mediating(), "protect")
    assert (case.involves_dv, case.confidentiality) == (True, "restricted")
    assert not Dispute.objects.visible_to(walk.cast.second_clerk).filter(pk=case.pk).exists()
    assert [one.kind for one in case.help_offers.all()] == ["police", "shelter", "order"]
    assert "dv.report" not in running(case)
    told = set(Notice.objects.filter(subject_id=case.pk).values_list("recipient__username", flat=True))
    assert "street_lead" in told


def test_somebody_helpless_may_be_hurt_so_the_police_are_told_within_hours(walk: Walk) -> None:
    case = walk.do(
        walk.mediating(),
        "protect",
        "secretary",
        offered=["police", "shelter", "order"],
        offered_on=DAY0,
        victim_helpless=True,
    )
    assert (case.alert, case.due_code) == ("red", "dv.report")
    due = next(clock.due_at for clock in live(case) if clock.code == "dv.report")
    assert due == walk.now + timedelta(hours=2)
    sweep(now=due + timedelta(minutes=1))
    assert Notice.objects.filter(title__contains="强制报告", subject_id=case.pk).exists()
    case = walk.do(case, "report_police", "secretary", reported_at=walk.now)
    assert "dv.report" not in running(case)


def test_a_child_in_violence_owes_the_report_from_the_first_minute(walk: Walk) -> None:
    case = walk.log(actor=walk.cast.secretary, involves_dv=True, involves_minor=True, now=walk.now)
    assert "dv.report" in running(case)
    assert "dv.report" not in running(walk.log(involves_dv=True, actor=walk.cast.secretary, now=walk.now))


def test_after_a_warning_letter_both_sides_are_visited(walk: Walk) -> None:
    """反家庭暴力法 art. 17; a later letter asks for new visits."""
    case = walk.registered()
    assert refused(walk, case, "warn") == "at_home"
    case = walk.step(case, "protect")
    assert refused(walk, case, "visit_warned") == "was_warned"
    case = walk.step(case, "warn")
    assert "dv.visit" in running(case) and case.unvisited_sides == ["受害方", "加害方"]
    case = walk.step(case, "visit_warned")
    assert "dv.visit" in running(case) and case.unvisited_sides == ["加害方"]
    case = walk.do(case, "visit_warned", "secretary", sides=["abuser"], visited_on=DAY0, note="表示不再动手")
    assert "dv.visit" not in running(case) and case.unvisited_sides == []
    assert case.events.latest("version").text == "查访了加害方：表示不再动手"
    assert walk.step(case, "warn").unvisited_sides == ["受害方", "加害方"]


def test_the_request_not_to_punish_is_for_blows_that_were_settled_and_performed(walk: Walk) -> None:
    case = agreed(walk)
    assert "L5-police" not in PAPERS.codes(case.pk)
    Dispute.objects.filter(pk=case.pk).update(injury=True)
    assert "L5-police" in PAPERS.codes(case.pk)
    assert "还没有全部履行" in PAPERS.why_not(walk.cast.clerk, "issue", "L5-police", case.pk)
    case = walk.step(case, "perform")
    assert PAPERS.why_not(walk.cast.clerk, "issue", "L5-police", case.pk) == ""
    assert "已履行" in PAPERS.facts("L5-police", case.pk, 0)["performance"]


def test_a_conference_is_minuted_and_moves_nothing(walk: Walk) -> None:
    case = walk.mediating()
    case = walk.do(case, "confer", "secretary", conference=conference(walk, next_by=DAY0 + timedelta(days=7)))
    row = case.conferences.get()
    assert (case.state, row.number, row.opinions.count()) == (State.MEDIATING, 1, 2)
    assert PAPERS.parts("L16-case", case.pk) == [(row.pk, "第1次")]
    facts = PAPERS.facts("L16-case", case.pk, row.pk)
    assert facts["opinions"][0]["body"] == "雄关派出所" and facts["next_step"] == "社区再谈一次"


def test_the_tab_shows_all_of_it_in_the_same_number_of_queries(
    walk: Walk, client: Client, django_assert_max_num_queries: object
) -> None:
    committee_of(walk.cast, "clerk", "second_clerk")
    case = walk.mediating()
    walk.do(case, "change_track", "clerk", **to_track("administrative"))
    walk.do(case, "change_track", "clerk", **to_track("people"))
    for _ in range(3):
        walk.step(case, "confer")
        bodies = (Body("police", "雄关派出所", "陈警官"),)
        walk.do(case, "hold_session", "clerk", sitting=sitting(walk, bodies=bodies))
    case = walk.step(walk.step(case, "agree"), "apply_confirmation")
    client.force_login(walk.cast.secretary)
    client.get("/cases/?tab=all")
    with django_assert_max_num_queries(30):
        page = client.get(f"{case.get_absolute_url()}?tab=mediation").content.decode()
    for words in (
        "三调联动",
        "诉调对接",
        "铁北社区人民调解委员会",
        "第3次研判会",
        "已申请",
        "人民调解→行政调解",
    ):
        assert words in page


def test_the_file_names_what_it_lacks_and_what_never_was_is_not_missing(walk: Walk) -> None:
    case = walk.to(State.CLOSED)
    assert refused(walk, case, "archive", missing_note="") == "missing"
    case = walk.step(case, "archive")
    assert "人民调解权利义务告知书" in case.events.last().text and "原件在纸质卷里" in case.events.last().text
    failed = walk.step(walk.mediating(), "fail")
    slots = PAPERS.file_of(failed.pk).slots
    assert not next(slot.required for slot in slots if "L5" in slot.codes)
    declined = walk.do(walk.to(State.NOT_ACCEPTED), "close_directly", "secretary", citizen_told="电话")
    assert walk.do(declined, "archive", "clerk", retention="10y").state == State.ARCHIVED
