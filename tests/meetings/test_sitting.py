"""Quorum, votes, deputies, late topics and papers, the standing first item, minutes, the public notice."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from core.notices.models import Notice
from core.papers.actions.issuing import issue_paper, void_paper
from core.papers.kinds import KINDS
from core.papers.models import Paper, PaperFile
from core.papers.reading import plain_text, read
from partybuilding.choices import MeetingState, TopicState
from partybuilding.meetings import carried, origins
from partybuilding.meetings.actions import ACTIONS, bodies
from partybuilding.meetings.facts import facts, quorum_of
from partybuilding.meetings.papers import minutes, numeral
from partybuilding.models import BodyMember, JointMeeting, MeetingDecision, OpenNotice
from tests.meetings.hall import DAY, HOUR, Hall, at

pytestmark = pytest.mark.django_db
S, T = MeetingState, TopicState


def refused(hall: Hall, act: Any, code: str, field: str = "") -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        act()
    assert caught.value.code == code
    assert not field or caught.value.field == field
    return caught.value


@pytest.mark.parametrize(("seats", "quorum"), [(8, 5), (7, 4), (9, 5), (1, 1), (0, 1)])
def test_a_quorum_is_half_plus_one(seats: int, quorum: int) -> None:
    assert quorum_of(seats) == quorum


def test_without_a_quorum_it_is_a_talk_that_decides_nothing(hall: Hall) -> None:
    topic = hall.topic_to(T.SCHEDULED)
    with pytest.raises(RuleBroken) as caught:
        hall.sit(topic, 4)
    assert caught.value.code == "quorum" and "应到8家，实到4家，不够5家" in caught.value.message
    meeting = hall.do(hall.meeting(), "open", chair_name="赵街道", as_talk=True)
    assert (meeting.is_talk, meeting.expected) == (True, 8)
    why = refused(hall, lambda: hall.topic_do(topic, "resolve", text="装路灯"), "may_decide")
    assert "谈话会" in why.message
    meeting = hall.do(meeting, "close")
    assert hall.again(topic).state == T.DEFERRED
    assert minutes(meeting)["decisions"][0]["what"].startswith("到会不足半数加一")
    # As the table says: a talk leaves the quarter owing its meeting.
    assert Clock.objects.live().filter(code="meeting.held", subject_id=meeting.pk).exists()


def test_a_vote_needs_more_than_half_of_those_present(hall: Hall) -> None:
    topic = hall.sit(hall.topic_to(T.SCHEDULED), 6)

    def vote(*numbers: int | None) -> Any:
        votes = dict(zip(("votes_for", "votes_against", "votes_abstain"), numbers, strict=True))
        return lambda: hall.topic_do(topic, "resolve", text="装路灯", way="vote", **votes)

    refused(hall, vote(None, 1, 1), "missing", "votes_for")
    assert "到会6家，同意3票，没有过半数" in refused(hall, vote(3, 2, 1), "not_carried").message
    refused(hall, vote(5, 2, 0), "votes", "votes_for")
    assert vote(4, 2, 0)().state == T.RESOLVED
    second = hall.topic_do(topic, "resolve", text="街道每月通报")
    assert [one.number for one in second.decisions.order_by("number")] == [1, 2]
    first = second.decisions.get(number=1)
    assert first.vote_words == "表决：同意4、反对2、弃权0"


def test_a_deputy_stands_in_only_when_named_before(hall: Hall) -> None:
    meeting = hall.to(S.CALLED)
    named, unnamed = hall.seats[0], hall.seats[1]
    hall.now = DAY
    refused(
        hall, lambda: hall.do(meeting, "sign_in", seats={unnamed: "deputy"}), "no_deputy", f"seat_{unnamed}"
    )
    meeting = hall.do(meeting, "sign_self", hall.cast.liaison, presence="deputy", member=named)
    assert facts(meeting).seats[0].words == "住建局（代理0，代）"
    assert facts(meeting).present == 1


def test_acts_of_the_day_wait_for_it_and_papers_go_three_days_before(hall: Hall) -> None:
    meeting = hall.to(S.CALLED)
    papers = Clock.objects.live().get(
        subject_kind="meeting", subject_id=meeting.pk, code="meeting.papers_out"
    )
    assert papers.due_at == at(3, 18, 0)  # the end of the 17th
    hall.now = at(3, 19)
    refused(hall, lambda: hall.do(meeting, "open", chair_name="赵街道"), "papers_are_out")
    hall.now = at(3, 18)
    why = refused(hall, lambda: hall.do(meeting, "papers_out"), "missing", "reason")
    assert "不到3天" in why.message
    meeting = hall.do(meeting, "papers_out", reason="等预算")
    assert not Clock.objects.live().filter(pk=papers.pk).exists()
    early = {"actor": hall.cast.meeting_secretary, "now": hall.now, "seats": hall.all_here()}
    refused(hall, lambda: ACTIONS["sign_in"](meeting, **early), "is_its_day")


def test_a_topic_of_the_last_ten_days_says_why_or_waits(hall: Hall) -> None:
    meeting = hall.to(S.PROPOSED)
    hall.now = at(3, 11)
    late = hall.topic_do(hall.topic(title="背街小巷硬化"), "accept")
    why = refused(hall, lambda: hall.topic_do(late, "schedule", meeting=meeting), "late", "late_reason")
    assert "会前不到10天" in why.message
    assert hall.topic_do(late, "schedule", meeting=meeting, late_reason="塌陷了").state == T.SCHEDULED
    first, second = [one.topic.title for one in meeting.agenda.order_by("position")]
    meeting = hall.do(meeting, "build_agenda", topics=[late.pk])
    assert [one.topic_id for one in meeting.agenda.all()] == [late.pk]
    assert second == "背街小巷硬化" and hall.topic().pk
    dropped = meeting.body.topics.get(title=first, state=T.ACCEPTED)
    assert dropped.meeting is None
    meeting = hall.do(meeting, "cancel", reason="主持人出差")
    assert hall.again(late).state == T.ACCEPTED and not meeting.agenda.exists()


def test_the_first_item_reports_on_what_was_decided_before(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decisions of the last meeting, each as its keeper says it stands; what earlier ones left undone comes again."""
    first = hall.to(S.HELD)
    decision = first.decisions.get()
    second = hall.slot(2)
    assert carried.report(first).startswith("这是第一次会议")
    assert "住建牵头装四盏路灯，住建局" in carried.report(second)

    def reporter(decisions: Any) -> dict[int, carried.Standing]:
        return {one.pk: carried.Standing("正在装", is_done=False) for one in decisions}

    monkeypatch.setattr(carried, "_reporters", [reporter])
    assert "1. 住建牵头装四盏路灯，住建局：正在装" in carried.report(second)
    JointMeeting.objects.filter(pk=second.pk).update(
        state=S.MINUTED, held_at=at(6, 10), chair_name="赵街道", report="x"
    )
    third = hall.slot(3)
    text = carried.report(third)
    assert "没有议定事项" in text and "以前会议还没有办结的1项" in text and str(first) in text
    assert carried.standings([decision])[decision.pk].words == "正在装"


def test_minutes_are_the_record_signed_by_the_chair_and_issued_once(hall: Hall) -> None:
    """Word and PDF from the facts; nothing typed again. Voided they are drafted anew."""
    meeting = hall.to(S.HELD)
    clock = Clock.objects.live().get(subject_kind="meeting", subject_id=meeting.pk, code="meeting.minutes")
    assert clock.due_at == at(3, 25, 18)
    secretary, kind = hall.cast.meeting_secretary, KINDS["L16"]
    meeting = hall.do(
        meeting, "draft_minutes", observers="铁北社区", sent_to="各成员单位", next_words="2026年第二季度"
    )
    with pytest.raises(NotAllowed, match="还没有签发"):
        issue_paper(kind, meeting.pk, actor=secretary, now=hall.now)
    meeting = hall.do(meeting, "sign_minutes", "street_lead")
    with pytest.raises(NotAllowed):
        issue_paper(kind, meeting.pk, actor=hall.cast.clerk, now=hall.now)
    paper = issue_paper(kind, meeting.pk, actor=secretary, now=hall.now)
    meeting = hall.fresh(meeting)
    assert (meeting.state, paper.number) == (S.MINUTED, "雄纪〔2026〕0001号")
    assert not Clock.objects.live().filter(pk=clock.pk).exists()
    text = plain_text(read(paper.files.get(format=PaperFile.Format.DOCX).data))
    for words in (
        "雄关街道大工委联席会议2026年第一季度会议",
        "2026年3月20日9时30分",
        "赵街道",
        "住建局（委员0）",
        "住建牵头装四盏路灯",
        "2026年4月30日",
        "听取上次会议议定事项落实情况",
        "铁北社区",
        "许秘书",
        "2026年第二季度",
    ):
        assert words in text, words
    assert Notice.objects.filter(recipient=hall.cast.liaison, title__startswith="印发纪要").count() == 1
    void_paper(paper, reason="日期错了", actor=secretary, now=hall.now + HOUR)
    assert hall.fresh(meeting).state == S.HELD and Paper.objects.count() == 1


@pytest.mark.parametrize(("at_", "word"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_agendas_count_in_chinese(at_: int, word: str) -> None:
    assert numeral(at_) == word


def test_a_notice_hangs_fifteen_days_and_a_wrong_one_comes_down(hall: Hall) -> None:
    meeting = hall.to(S.MINUTED)
    hall.now = at(3, 24)
    own = list(meeting.decisions.values_list("pk", flat=True))
    facts_ = {"title": "会议结果", "text": "装路灯", "decisions": own, "from_on": date(2026, 3, 24)}
    why = refused(
        hall, lambda: hall.do(meeting, "post_notice", to_on=date(2026, 4, 7), **facts_), "short", "to_on"
    )
    assert "2026-04-08" in why.message
    meeting = hall.do(meeting, "post_notice", to_on=date(2026, 4, 8), **facts_)
    assert OpenNotice.objects.hanging(at(4, 8, 23)).count() == 1
    assert not OpenNotice.objects.hanging(at(4, 9, 0)).exists()
    assert not OpenNotice.objects.hanging(at(3, 23, 23)).exists()
    hall.do(meeting, "take_down", notice=meeting.notices.get().pk, reason="写错日期")
    assert not OpenNotice.objects.hanging(at(3, 25)).exists()


def test_a_topic_takes_only_what_its_proposer_may_read(hall: Hall) -> None:
    """The secretary finds number and matter of every case but the restricted ones, and opens none of them."""
    own = hall.log(place=hall.town.building, title="北门路灯不亮", now=hall.now)
    other = hall.log(
        actor=hall.cast.outsider, place=hall.town.dongyuan.buildings[0][0], title="东苑路灯不亮", now=hall.now
    )
    shut = hall.log(place=hall.town.building, title="路灯下打架", now=hall.now)
    type(shut).objects.filter(pk=shut.pk).update(confidentiality="restricted")
    cast = hall.cast

    def found(user: Any) -> set[str]:
        return {one.no for one in origins.find(user, "路灯")}

    assert found(cast.clerk) == {own.no}
    assert found(cast.outsider) == {other.no}
    assert found(cast.meeting_secretary) == found(cast.manager) == {own.no, other.no}
    assert found(cast.liaison) == found(cast.supervisor) == found(cast.nobody) == set()
    assert origins.find(cast.clerk, " ") == []
    keys = [f"dispute:{one.no}" for one in (own, other, shut)]
    assert [one.no for one in origins.pick(cast.clerk, [*keys, "dispute:", "person:1", keys[0]])] == [own.no]
    topic = hall.topic(sources=origins.pick(cast.meeting_secretary, keys), by="meeting_secretary")
    assert topic.origins.count() == 2
    assert set(origins.seen(cast.clerk, list(topic.origins.all()))) == {("dispute", own.pk)}
    merged = hall.topic(sources=origins.pick(cast.clerk, keys))
    merged = hall.topic_do(merged, "merge", main=topic.pk)
    assert (merged.state, topic.origins.count()) == (T.MERGED, 2)


def test_seats_follow_one_another_and_meetings_keep_those_of_their_day(hall: Hall) -> None:
    secretary = hall.cast.meeting_secretary
    body = hall.body
    bodies.add_member(
        body,
        fields={"unit_name": "公安分局", "official_name": "新委员", "official_title": "政委"},
        valid_from=date(2026, 3, 21),
        actor=secretary,
        now=hall.now,
    )
    meeting = hall.to(S.CALLED)
    assert len(facts(meeting).members) == 8 and "新委员" not in {
        one.official_name for one in facts(meeting).members
    }
    later = hall.do(meeting, "change_date", held_at=at(3, 24), reason="主持人出差")
    assert "新委员" in {one.official_name for one in facts(later).members} and len(facts(later).members) == 8
    bodies.end_member(
        body,
        member=hall.seats[7],
        valid_to=date(2026, 3, 22),
        reason="单位撤并",
        actor=secretary,
        now=hall.now,
    )
    assert len(facts(hall.fresh(later)).members) == 7
    for user in (hall.cast.clerk, hall.cast.secretary, hall.cast.street_lead):
        with pytest.raises(NotAllowed):
            bodies.end_member(
                body, member=hall.seats[6], valid_to=date(2026, 3, 22), reason="x", actor=user, now=hall.now
            )
    refused(
        hall, lambda: bodies.set_up(fields=_fields(community=None), actor=secretary, now=hall.now), "twice"
    )
    own = bodies.set_up(
        fields=_fields(community=hall.town.tiebei.area), actor=hall.cast.secretary, now=hall.now
    )
    assert own.community == hall.town.tiebei.area
    with pytest.raises(NotAllowed):
        bodies.set_up(
            fields=_fields(community=hall.town.dongyuan.area), actor=hall.cast.secretary, now=hall.now
        )
    assert BodyMember.objects.serving(date(2026, 3, 23)).filter(body=body).count() == 7
    assert MeetingDecision.objects.count() == 0


def _fields(**more: Any) -> dict[str, Any]:
    return {
        "name": "大党委",
        "cycle_months": 2,
        "starts_at": "09:30",
        "valid_from": date(2026, 1, 1),
        "place": "",
        **more,
    }


def test_what_was_left_undone_is_put_off_and_a_correction_waits_for_no_signature(hall: Hall) -> None:
    topic = hall.sit(hall.topic_to(T.SCHEDULED))
    topic = hall.topic_step(topic, "resolve")
    topic = hall.topic_step(topic, "correct")
    assert topic.decisions.get().text == "四月底前装好"
    meeting = hall.do(hall.meeting(), "close")
    assert hall.topic_step(topic, "correct", text="五月前装好").state == T.RESOLVED
    hall.do(meeting, "draft_minutes")
    refused(hall, lambda: hall.topic_step(topic, "correct"), "minutes_are_open")
    assert hall.now < at(3, 20) + timedelta(days=2)
