"""What is particular to one room: the tree, the thirty days, two sides, what must be done first, struck records."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from grids.works import showing
from grids.works.room import waiting
from partybuilding.choices_works import OrgKind
from partybuilding.models.carriers import SessionOpinion
from partybuilding.works.carriers import SESSIONS
from partybuilding.works.cobuilding import CHECK_INS, ENTRIES
from partybuilding.works.neighbours import PROPERTIES
from partybuilding.works.orgs import nodes
from partybuilding.works.rooms import ROOMS
from residents.choices_visits import Channel
from residents.models import Opinion
from tests.party.examples import TODAY, WHY, Yard

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def refused(yard: Yard, key: str, field: str, **changes: Any) -> str:
    with pytest.raises(RuleBroken) as caught:
        yard.begun(key, **changes)
    assert caught.value.field == field
    return caught.value.message


# --- organisations ----------------------------------------------------------------------------------


def test_an_organisation_stands_under_the_level_above_in_its_own_community(yard: Yard) -> None:
    other = yard.town.dongyuan.area
    assert "社区党委" in refused(yard, "orgs", "parent", parent=yard.org(OrgKind.STREET))
    assert "请选哪个社区" in refused(yard, "orgs", "community", by=yard.cast.street_lead, community=None)
    assert "不在这个社区" in refused(yard, "orgs", "parent", by=yard.cast.street_lead, community=other)
    assert "没有上级" in refused(yard, "orgs", "parent", by=yard.cast.street_lead, kind="street")
    branch = yard.begun("orgs")
    assert "在哪个网格" in refused(yard, "orgs", "grid", kind="group", parent=branch)
    far = yard.town.dongyuan.grids[0]
    assert "不在这个社区" in refused(yard, "orgs", "grid", kind="group", parent=branch, grid=far)
    assert yard.begun("orgs", kind="group", parent=branch, grid=yard.town.tiebei.grids[0]).grid


def test_the_tree_opens_a_level_at_a_time_with_true_counts_and_is_taken_down_from_below(yard: Yard) -> None:
    first, second = yard.begun("orgs"), yard.begun("orgs", member_count=9)
    (street,) = nodes(yard.cast.clerk, None)
    (committee,) = nodes(yard.cast.clerk, street.pk)
    assert (committee.below, committee.below_members) == (2, 40)
    (theirs,) = nodes(yard.cast.outsider, None)
    assert (street.below, theirs.below) == (1, 0)
    assert not nodes(yard.cast.outsider, street.pk).exists()
    with pytest.raises(RuleBroken, match="下面还有2个"):
        yard.do(committee, "dissolve", yard.cast.clerk, **WHY)
    for one in (first, second):
        yard.step(one, "dissolve")
    assert yard.do(committee, "dissolve", yard.cast.clerk, **WHY).state == "dissolved"


def test_a_community_has_one_committee_and_nobody_stands_under_a_dissolved_one(yard: Yard) -> None:
    branch = yard.begun("orgs")
    committee = {"kind": "committee", "parent": yard.org(OrgKind.STREET)}
    assert "只有一个" in refused(yard, "orgs", "", by=yard.cast.street_lead, **committee)
    assert "不能晚于今天" in refused(yard, "orgs", "counted_on", counted_on=date(2026, 3, 3))
    group = yard.begun("orgs", kind="group", parent=branch, grid=yard.town.tiebei.grids[0])
    yard.step(group, "dissolve")
    yard.step(branch, "dissolve")
    with pytest.raises(RuleBroken, match="已撤销"):
        yard.do(group, "restore", yard.cast.street_lead, **WHY)
    yard.do(branch, "restore", yard.cast.street_lead, **WHY)
    assert yard.do(group, "restore", yard.cast.street_lead, **WHY).state == "active"


# --- property ---------------------------------------------------------------------------------------


def test_an_owners_committee_is_filed_within_thirty_days_of_its_election(yard: Yard) -> None:
    row = yard.begun("properties")
    with pytest.raises(RuleBroken, match="业委会选出"):
        yard.do(row, "file", yard.cast.clerk, filed_on=TODAY)
    row = yard.do(row, "elect", yard.cast.clerk, elected_on=date(2026, 2, 20))
    filing = Clock.objects.live().filter(code="owners.filing", subject_id=row.pk)
    clock = filing.get()
    # Thirty calendar days end on Sunday the 22nd: to the end of the next working day.
    assert clock.due_at == datetime(2026, 3, 24, tzinfo=SHANGHAI)
    assert row.due_at == clock.due_at
    with pytest.raises(RuleBroken, match="不能早于") as caught:
        yard.do(row, "file", yard.cast.clerk, filed_on=date(2026, 2, 1))
    assert caught.value.field == "filed_on"
    row = yard.do(row, "file", yard.cast.clerk, filed_on=TODAY)
    clock.refresh_from_db()
    assert clock.stopped_at == yard.now and clock.met and row.due_code == "property.rating"
    again = yard.do(row, "elect", yard.cast.clerk, elected_on=TODAY)
    assert again.filed_on is None and filing.count() == 1
    people = {
        PROPERTIES.people(word, again).__class__ for word in ("handler", "lead", "next_tier", "supervision")
    }
    assert people == {set}
    assert yard.cast.secretary in set(PROPERTIES.people("lead", again))


def test_a_credit_code_is_checked_and_an_estate_has_one_firm(yard: Yard) -> None:
    assert "最后一位" in refused(yard, "properties", "credit_code", credit_code="91350100M000100Y44")
    assert "18位" in refused(yard, "properties", "credit_code", credit_code="913501")
    assert "不能早于" in refused(yard, "properties", "", contract_to=date(2026, 1, 1))
    row = yard.begun("properties", credit_code="91350100m000100y43")
    assert row.credit_code == "91350100M000100Y43" and row.community == yard.area
    assert "已经登记了在管的物业" in refused(yard, "properties", "")
    yard.do(row, "leave", yard.cast.clerk, **WHY)
    assert yard.begun("properties").state == "serving"


def test_a_quarter_is_rated_once_by_counts_and_what_was_struck_may_be_entered_again(yard: Yard) -> None:
    row = yard.begun("properties")
    with pytest.raises(RuleBroken, match="至少要有一个"):
        yard.step(row, "rate", good=0, fair=0, bad=0)
    row = yard.step(row, "rate")
    assert PROPERTIES.figures(row) == [("最近评议", "2026年一季度满意率96%（50人评议）")]
    with pytest.raises(RuleBroken, match="已经评议过"):
        yard.step(row, "rate")
    row = yard.do(row, "strike", yard.cast.clerk, **yard.said(row, "strike"))
    assert PROPERTIES.figures(row) == []
    with pytest.raises(RuleBroken, match="还没有记录"):
        yard.do(row, "strike", yard.cast.clerk, record="propertyrating-1", **WHY)
    row = yard.step(row, "rate", good=45)
    (shown,) = showing.records(PROPERTIES, row)
    assert [struck for _, struck in shown.rows] == ["", WHY["note"]]


def test_a_record_is_struck_after_the_end_too_and_only_one_of_this_row(yard: Yard) -> None:
    other = yard.step(yard.begun("links", unit="职工医院", department=None), "sign")
    other = yard.step(yard.step(other, "start"), "activity")
    row = yard.to("links", "running")
    row = yard.step(yard.step(row, "activity"), "review")
    foreign = yard.said(other, "strike")
    with pytest.raises(RuleBroken) as caught:
        yard.do(row, "strike", yard.cast.clerk, **foreign)
    assert caught.value.field == "record"
    row = yard.do(row, "strike", yard.cast.clerk, **yard.said(row, "strike"))
    event = Event.objects.filter(subject_kind="link_programme", subject_id=row.pk).latest("pk")
    assert event.text == "2026-03-02 清雪：按会议决定办"


# --- two sides --------------------------------------------------------------------------------------


def test_what_one_side_publishes_the_other_claims_and_delivers_and_the_first_rates(yard: Yard) -> None:
    agreement = yard.to("agreements", "signed")
    theirs = yard.begun("entries", by=yard.cast.liaison, under=agreement, side="unit", name="学习场地")
    with pytest.raises(NotAllowed):
        yard.begun("entries", by=yard.cast.liaison, under=agreement, side="community")
    with pytest.raises(NotAllowed):
        yard.begun("entries", under=agreement, side="unit")
    with pytest.raises(NotAllowed):
        yard.do(theirs, "claim", yard.cast.liaison)
    theirs = yard.do(theirs, "claim", yard.cast.clerk, note="周三下午可用")
    theirs = yard.do(theirs, "deliver", yard.cast.clerk, delivered_on=TODAY, delivery="用了会议室")
    with pytest.raises(NotAllowed):
        yard.do(theirs, "rate", yard.cast.clerk, grade="good")
    assert yard.do(theirs, "rate", yard.cast.liaison, grade="fair").state == "rated"
    assert Notice.objects.filter(subject_kind="cobuild_entry", recipient=yard.cast.liaison).exists()
    with pytest.raises(RuleBroken, match="还有1条"):
        yard.begun("entries", under=agreement)
        yard.step(agreement, "end")


def test_a_unit_without_a_liaison_is_entered_by_the_community(yard: Yard) -> None:
    agreement = yard.begun("agreements", unit="铁路小学", department=None)
    agreement = yard.step(agreement, "sign")
    row = yard.begun("entries", under=agreement, side="unit", kind="resource", name="操场")
    for act, said in (("claim", {}), ("deliver", {"delivered_on": TODAY, "delivery": "开了两次"})):
        row = yard.do(row, act, yard.cast.clerk, **said)
    assert yard.do(row, "rate", yard.cast.clerk, grade="good").grade == "good"
    assert not ENTRIES.model.objects.visible_to(yard.cast.liaison).exists()


def test_two_lines_meet_only_across_the_sides_of_one_agreement(yard: Yard) -> None:
    row = yard.begun("entries")
    own = yard.begun("entries", under=row.agreement, name="另一条")
    with pytest.raises(RuleBroken, match="对方发布的") as caught:
        yard.do(row, "match", yard.cast.clerk, matched_with=own)
    assert caught.value.field == "matched_with"
    assert (
        "对接"
        in Event.objects.get(
            subject_kind="cobuild_entry", subject_id=yard.step(row, "match").pk, act="match"
        ).text
    )


# --- the rest ---------------------------------------------------------------------------------------


def test_what_is_said_at_a_session_is_an_opinion_that_is_answered(yard: Yard) -> None:
    row = yard.begun("sessions", on=date(2026, 3, 9))
    with pytest.raises(RuleBroken, match="办完再记"):
        yard.step(row, "hold")
    row = yard.step(yard.to("sessions", "held"), "raise_opinion")
    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.community, opinion.text) == (
        Channel.GATHERING,
        yard.area,
        "2号楼楼道灯不亮",
    )
    assert Clock.objects.live().of("opinion", opinion.pk).exists()
    assert SessionOpinion.objects.get().opinion == opinion
    ((words, url),) = SESSIONS.links(row, yard.cast.clerk)
    assert str(opinion.no) in words and url == opinion.get_absolute_url()
    ((_, hidden),) = SESSIONS.links(row, yard.cast.meeting_secretary)
    assert hidden == ""
    with pytest.raises(NotAllowed):
        yard.do(row, "raise_opinion", yard.cast.meeting_secretary, text="路灯")


def test_a_proposal_is_told_to_the_street_and_its_answer_to_the_community(yard: Yard) -> None:
    row = yard.begun("brands")
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told == {"meeting_secretary", "street_lead"}
    Notice.objects.all().delete()
    row = yard.step(row, "send_back")
    assert row.state == "proposed"
    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {
        "clerk",
        "second_clerk",
        "secretary",
    }


def test_an_edit_that_changes_nothing_says_so_and_long_texts_stay_out_of_the_diff(yard: Yard) -> None:
    row = yard.begun("brands")
    with pytest.raises(RuleBroken, match="没有改动"):
        yard.do(row, "edit", yard.cast.clerk, name=row.name, year=row.year)
    row = yard.do(row, "edit", yard.cast.clerk, idea="新的理念", year=2022)
    event = Event.objects.get(subject_kind="community_brand", subject_id=row.pk, act="edit")
    assert event.changes == {"idea": [], "year": [2021, 2022]}


def test_a_campaign_ends_when_its_points_are_cleared(yard: Yard) -> None:
    point = yard.begun("points")
    campaign = point.campaign
    with pytest.raises(RuleBroken, match="还有1个点位"):
        yard.step(campaign, "finish")
    yard.step(point, "clear")
    assert yard.step(campaign, "finish").state == "finished"


def test_hours_of_service_are_people_times_hours(yard: Yard) -> None:
    row = yard.step(yard.step(yard.begun("checkins"), "service"), "service", headcount=2)
    assert CHECK_INS.figures(row) == [("累计服务", "2次，12小时")]
    (listed,) = CHECK_INS.listed(CHECK_INS.queryset().filter(pk=row.pk))
    assert CHECK_INS.computed["served"].words(listed) == "2次，12小时"
    assert "已经在这个社区报到" in refused(yard, "checkins", "")


def test_what_is_the_streets_is_read_by_every_community_and_kept_by_the_street(yard: Yard) -> None:
    row = yard.begun("carriers", by=yard.cast.meeting_secretary, community=None)
    assert row.community is None
    seen = type(row).objects
    for who in ("clerk", "outsider", "supervisor", "street_lead"):
        assert seen.visible_to(getattr(yard.cast, who)).filter(pk=row.pk).exists(), who
    assert not seen.visible_to(yard.cast.worker).exists()
    with pytest.raises(NotAllowed):
        yard.do(row, "stop", yard.cast.clerk, **WHY)


def test_what_waits_is_shown_to_whom_it_waits_for(yard: Yard) -> None:
    """By room and person: proposals, lines to give or to rate, sessions whose day has come."""
    yard.begun("brands")
    yard.begun("sessions")
    yard.begun("sessions", on=date(2026, 3, 9))
    line = yard.begun("entries")
    with time_machine.travel(yard.now, tick=False):

        def left(who: str) -> dict[str, int]:
            return {
                room.key: rows.count()
                for room, rows in waiting(ROOMS, getattr(yard.cast, who))
                if rows.exists()
            }

        assert left("clerk") == {"sessions": 1}
        assert left("street_lead") == {"brands": 1}
        assert left("liaison") == {"entries": 1}
        line = yard.step(yard.step(line, "claim"), "deliver")
        assert left("liaison") == {} and left("clerk") == {"sessions": 1, "entries": 1}
        yard.step(yard.step(line, "rate"), "close")
        assert left("secretary") == {"sessions": 1} and left("outsider") == left("supervisor") == {}
