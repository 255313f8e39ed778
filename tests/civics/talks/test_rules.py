"""What is particular: periods, quorums, the party's word, scores, five working days, an objection upheld, a plaque."""

from datetime import date, timedelta
from typing import Any

import pytest

from civics.awards.campaigns import CAMPAIGNS
from civics.awards.choices import CLOSED_KINDS, PERSONAL_KINDS, AwardKind
from civics.awards.criteria import CRITERIA
from civics.awards.nominations import NOMINATIONS
from civics.models import AffairQuestion, AwardObjection, Nomination, OpenAffair
from civics.talks import quorum
from civics.talks.affairs import AFFAIRS
from civics.talks.topics import TOPICS
from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from grids.models import Department
from grids.works.actions import register
from partybuilding.items.actions import Source, Task, make, take
from partybuilding.models import PartyJointBody
from tests.civics.talks.examples import AwardsYard, TalksYard, ready_for_notice

pytestmark = pytest.mark.django_db


def refused(field: str, *words: str) -> Any:
    """A refusal by that field with these words."""
    return pytest.raises(RuleBroken, match=".*".join(words)) if words else pytest.raises(RuleBroken)


@pytest.mark.parametrize(
    ("assembly", "eligible", "present", "valid"),
    [
        ("adults", 100, 50, False), ("adults", 100, 51, True), ("adults", 101, 50, False), ("adults", 101, 51, True),
        ("households", 3, 2, True), ("households", 0, 0, False), ("representatives", 60, 39, False),
        ("representatives", 60, 40, True), ("representatives", 50, 33, False), ("representatives", 50, 34, True),
    ],
)  # fmt: skip
def test_a_meeting_decides_when_enough_are_present(
    assembly: str, eligible: int, present: int, valid: bool
) -> None:
    assert (quorum.why_not_valid(assembly, eligible, present) == "") is valid


def test_more_than_half_of_those_present_decide() -> None:
    assert [quorum.passes(51, n) for n in (25, 26)] == [False, True]
    assert [quorum.passes(50, n) for n in (25, 26)] == [False, True]


def test_a_residents_meeting_is_noticed_ten_days_ahead_and_counted_before_it_decides(
    talks: TalksYard,
) -> None:
    topic = talks.to("topics", "pending")
    said = {"assembly": "adults", "assembly_on": talks.today + timedelta(days=9)}
    with refused("assembly_on", "提前10天"):
        talks.do(topic, "call", talks.cast.clerk, **said)
    assert (
        talks.do(topic, "call", talks.cast.clerk, assembly="representatives", assembly_on=talks.today).state
        == "called"
    )
    topic = talks.do(
        topic, "call", talks.cast.clerk, assembly="adults", assembly_on=talks.today + timedelta(days=10)
    )
    clock = Clock.objects.of(TOPICS.kind, topic.pk).get(stopped_at=None, cancelled_at=None)
    assert clock.code == "talks.meeting"
    votes = {"eligible": 100, "present": 51, "in_favour": 26, "decision": "同意"}
    with refused("", "开过以后再记"):
        talks.do(topic, "vote", talks.cast.clerk, **votes)
    talks.wait(10)
    with refused("present", "过半数"):
        talks.do(topic, "vote", talks.cast.clerk, **{**votes, "present": 50})
    with refused("", "不能多于"):
        talks.do(topic, "vote", talks.cast.clerk, **{**votes, "in_favour": 52})
    topic = talks.do(topic, "vote", talks.cast.clerk, **votes)
    assert topic.state == "decided" and not Clock.objects.of(TOPICS.kind, topic.pk).live().exists()
    lost = talks.to("topics", "rejected")
    told = Event.objects.filter(subject_kind=TOPICS.kind, subject_id=lost.pk).latest("version").text
    assert "应到100，实到51，同意25，没有通过" in told
    lost = talks.step(lost, "retry")
    assert (lost.state, lost.outcome, lost.present, lost.meets_on) == ("agreed", "", None, None)


def test_a_meeting_is_written_down_after_it_began_and_the_party_organisation_speaks_first(
    talks: TalksYard,
) -> None:
    topic = talks.begun("topics")
    with pytest.raises(NotAllowed, match="党组织书记"):
        talks.do(topic, "agree", talks.cast.clerk, party_opinion="同意")
    topic = talks.to("topics", "noticed")
    with refused("", "开过以后再记"):
        talks.do(topic, "settle", talks.cast.clerk, headcount=20, outcome="同意")
    with refused("meets_on", "不能早于今天"):
        said = {**talks.said(topic, "renotice"), "meets_on": talks.today - timedelta(days=1)}
        talks.do(topic, "renotice", talks.cast.clerk, **said)
    Clock.objects.of(TOPICS.kind, topic.pk).live().get()
    assert topic.due_at.date() == topic.meets_on


def test_the_result_hangs_by_the_act_itself_and_a_task_is_told_of(talks: TalksYard) -> None:
    """An action item begins the carrying out, its end is told, and the notice waits for it."""
    body = PartyJointBody.objects.create(
        name="铁北社区大党委", community=talks.area, valid_from=date(2025, 1, 1),
    )  # fmt: skip
    topic = talks.to("topics", "decided")
    task = Task(
        what="装楼道照明", problem="楼道没有灯", due_on=talks.today + timedelta(days=20), standard="12盏灯全亮",
        community=talks.area, lead=Department.objects.get(name="住建局"),
    )  # fmt: skip
    item = make(task, Source(body, kind=TOPICS.kind, pk=topic.pk), actor=talks.cast.clerk, now=talks.now)
    topic.refresh_from_db()
    assert topic.state == "under_way"
    assert (
        item.no in Event.objects.filter(subject_kind=TOPICS.kind, subject_id=topic.pk).latest("version").text
    )
    with refused("", "还有1件"):
        talks.step(topic, "publish")
    take(item, actor=talks.cast.liaison, responsible="王科长", now=talks.now)
    told = Event.objects.filter(subject_kind=TOPICS.kind, subject_id=topic.pk, act="task_news").get()
    assert told.text == f"任务{item.no}：办理中" and told.actor is None
    type(item).objects.filter(pk=item.pk).update(state="cleared")
    with refused("phone", "咨询电话"):
        talks.do(topic, "publish", talks.cast.clerk, result="装好了", phone="")
    assert not OpenAffair.objects.exists()
    topic = talks.step(topic, "publish")
    affair = OpenAffair.objects.get(topic=topic)
    assert (affair.state, affair.kind, affair.shown_from) == ("posted", "deliberation", talks.today)
    assert (affair.shown_to - affair.shown_from).days == 15
    assert "12盏灯全部装好" in affair.text and topic.state == "published"
    assert Entry.objects.filter(action="open_affair.post", subject_id=affair.pk).exists()


def test_a_notice_hangs_fifteen_days_and_comes_down_when_all_is_answered(talks: TalksYard) -> None:
    affair = talks.begun("affairs")
    with refused("shown_to", "至少公示15天"):
        talks.do(affair, "post", talks.cast.clerk, shown_to=talks.today + timedelta(days=14))
    affair = talks.do(affair, "post", talks.cast.clerk)
    assert affair.shown_to == talks.today + timedelta(days=15)
    with refused("shown_to", "比原来的日期晚"):
        talks.do(affair, "prolong", talks.cast.clerk, shown_to=affair.shown_to)
    affair = talks.step(affair, "ask", text="找13893712207问过了")
    question = AffairQuestion.objects.get()
    assert question.text == "找138****2207问过了"
    assert Notice.objects.filter(recipient=talks.cast.secretary, subject_kind=AFFAIRS.kind).exists()
    assert "138" not in Notice.objects.filter(subject_kind=AFFAIRS.kind).latest("pk").body
    with refused("", "期满以后"):
        talks.do(affair, "end", talks.cast.clerk)
    talks.wait(16)
    with refused("", "1条没有答复"):
        talks.do(affair, "end", talks.cast.clerk)
    affair = talks.do(affair, "show", talks.cast.clerk, **talks.said(affair, "show"))
    question.refresh_from_db()
    assert (question.state, question.reply, question.settled_by) == ("shown", "已经报修", talks.cast.clerk)
    with refused("", "没有待审核"):
        talks.do(affair, "hide", talks.cast.clerk, word=str(question.pk), note="无关")
    assert talks.do(affair, "end", talks.cast.clerk).state == "ended"


def test_every_kind_has_its_criteria_and_the_title_of_the_past_is_given_no_more(awards: AwardsYard) -> None:
    assert set(CRITERIA) == set(AwardKind) and all(CRITERIA[kind] for kind in set(AwardKind) - CLOSED_KINDS)
    said = {
        "name": "无疫小区",
        "kind": "epidemic_free",
        "year": 2026,
        "text": "评3个",
        "community": awards.area,
    }
    with refused("kind", "历史称号"):
        register(CAMPAIGNS, actor=awards.cast.clerk, now=awards.now, **said)
    told = "".join(words for listed in CRITERIA.values() for words in listed)
    assert not [word for word in ("帮扶", "矫正", "戒毒", "信访", "上访", "前科", "精神") if word in told]


def test_a_candidate_is_shown_after_three_scores_and_decided_after_five_working_days(
    awards: AwardsYard,
) -> None:
    row = awards.to("nominations", "eligible")
    street = awards.cast.street_lead
    with refused("met", "没有做到的"):
        awards.do(awards.begun("nominations", under=row.campaign), "check", awards.cast.clerk, met=["0"])
    with pytest.raises(NotAllowed, match="不是登记人"):
        awards.do(row, "score", awards.cast.clerk, score=100)
    awards.do(row, "score", awards.cast.secretary, score=80)
    with refused("", "已经评过分"):
        awards.do(row, "score", awards.cast.secretary, score=90)
    for act in ("notice", "pass_over"):
        with refused("", "转入评审"):
            awards.do(row, act, street, street_opinion="同意", note="")
    awards.step(row.campaign, "review")
    with refused("", "没有社区意见"):
        awards.do(row, "notice", street, street_opinion="同意")
    awards.step(row, "opine")
    with refused("", "至少3个人"):
        awards.do(row, "notice", street, street_opinion="同意")
    ready_for_notice(awards, row)
    row = awards.do(row, "notice", street, street_opinion="同意")
    clock = Clock.objects.of(NOMINATIONS.kind, row.pk).live().get()
    assert clock.code == "award.notice" and row.noticed_on == awards.today
    # From Tuesday the 3rd of March 2026 five working days end on the 10th.
    assert (row.noticed_on, clock.due_at.date()) == (date(2026, 3, 3), date(2026, 3, 10))
    with refused("", "期满以后"):
        awards.do(row, "award", street)
    awards.step(row, "object")
    awards.now = row.due_at
    with refused("", "1条异议没有核查"):
        awards.do(row, "award", street)
    row = awards.do(row, "dismiss", street, **awards.said(row, "dismiss"))
    row = awards.do(row, "award", street)
    assert (row.state, row.plaque_no) == ("awarded", "雄奖〔2026〕0001号")
    assert Clock.objects.of(NOMINATIONS.kind, row.pk).live().get().code == "award.review"
    row = awards.step(row, "plaque")
    with refused("", "已经授过牌"):
        awards.step(row, "plaque")
    row = awards.step(row, "review")
    assert row.due_at.year == 2028 and awards.step(row, "revoke").state == "revoked"


def test_an_objection_upheld_ends_the_candidacy_and_names_are_forgotten(awards: AwardsYard) -> None:
    campaign = awards.to("campaigns", "draft", kind="safe_family", name="平安家庭")
    campaign = awards.step(campaign, "open")
    said = {"name": "铁路小区3号楼", "nominee": "", "consented": False}
    with refused("nominee", "请填姓名"):
        awards.begun("nominations", under=campaign, **said)
    row = awards.begun("nominations", under=campaign, **{**said, "nominee": "钱多多"})
    assert NOMINATIONS.title(row) == "推荐和候选 铁路小区3号楼" and row.open_sealed("nominee") == "钱多多"
    met = awards.said(row, "check")
    with refused("met", "同意"):
        awards.do(row, "check", awards.cast.clerk, **met)
    awards.do(row, "edit", awards.cast.clerk, consented=True)
    row = awards.do(row, "check", awards.cast.clerk, **met)
    for act in ("ready!", "notice", "object", "uphold"):
        row = (
            awards.step(row, act)
            if act != "uphold"
            else awards.do(row, act, awards.cast.street_lead, **awards.said(row, act))
        )
    assert (row.state, row.due_at) == ("upheld", None)
    assert (
        AwardObjection.objects.get().finding
        and not Clock.objects.of(NOMINATIONS.kind, row.pk).live().exists()
    )
    assert not any(row.has_sealed(name) for name in ("nominee", "by_name", "by_phone"))
    kept = [
        Event.objects.filter(subject_kind=NOMINATIONS.kind),
        Entry.objects.filter(subject_kind=NOMINATIONS.kind),
    ]
    told = repr([list(rows.values()) for rows in kept])
    assert "钱多多" not in told and "13893712207" not in told and "杂物" not in told
    assert set(PERSONAL_KINDS) >= {campaign.kind} and not Nomination.objects.filter(state="noticed").exists()
