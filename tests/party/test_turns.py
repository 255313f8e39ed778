"""What comes round: a brand's yearly review, the monthly table, the quarterly rating. And what leads out of the rooms:
tasks of a meeting, an opinion's way back to its session, what residents said of a firm, the search box."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.notices.models import Notice
from disputes.choices import Cause
from grids import handover
from grids.works.room import waiting
from partybuilding.choices_works import OrgKind
from partybuilding.items.actions import Source, Task, make
from partybuilding.models import ActionItem, PartyJointBody
from partybuilding.models.carriers import SessionOpinion
from partybuilding.models.orgs import PartyOrg
from partybuilding.search import hits
from partybuilding.works.complaints import complaints
from partybuilding.works.rooms import BY_KEY, ROOMS
from residents.actions.opinions import Told, raise_opinion
from tests.cast import SINCE, Log, log
from tests.party.conftest import As
from tests.party.examples import WHY, Yard

__all__ = ["log"]

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
COMMUNITY = {"clerk", "second_clerk", "secretary"}
# Room, the state in which it comes round, the act that records it, whose turn it is; the day without any record, and with
# the one of the examples: a review of 2026, a table on 2 March, a rating of the first quarter.
TURNS = [
    ("brands", "running", "review", {"street_lead", "meeting_secretary", "manager"}, date(2027, 3, 2), date(2028, 1, 4)),
    ("stewards", "running", "meet", COMMUNITY, date(2026, 4, 2), date(2026, 4, 2)),
    ("properties", "serving", "rate", COMMUNITY, date(2026, 6, 2), date(2026, 7, 1)),
]  # fmt: skip


def running(row: Any) -> Clock:
    return Clock.objects.live().get(subject_kind=BY_KEY[row.room].kind, subject_id=row.pk)


def day(clock: Clock) -> date:
    return timezone.localdate(clock.due_at)


@pytest.mark.parametrize(("key", "state", "record", "who", "first", "then"), TURNS)
def test_what_comes_round_is_reminded_of_and_its_record_begins_the_next_turn(
    yard: Yard, key: str, state: str, record: str, who: set[str], first: date, then: date
) -> None:
    row = yard.to(key, state)
    clock = running(row)
    assert (day(clock), row.due_at) == (first, clock.due_at)
    Notice.objects.all().delete()
    sweep(now=clock.due_at)
    told = set(
        Notice.objects.filter(subject_kind=clock.subject_kind).values_list("recipient__username", flat=True)
    )
    assert {"secretary"} <= told <= who | {"secretary"}
    with time_machine.travel(clock.due_at, tick=False):
        waited = {
            name: {room.key for room, rows in waiting(ROOMS, user) if rows}
            for name, user in yard.cast.all.items()
        }
    assert {name for name, keys in waited.items() if key in keys} == who
    row = yard.step(row, record)
    assert day(running(row)) == then and row.due_at == running(row).due_at
    # Struck, it counts as if it had never been: from now.
    row = yard.do(row, "strike", yard.doer(row, "strike"), **yard.said(row, "strike"))
    assert Clock.objects.live().of(clock.subject_kind, row.pk).count() == 1 and day(running(row)) == first
    end = {"brands": "retire", "stewards": "stop", "properties": "leave"}[key]
    row = yard.step(row, end)
    assert row.due_at is None and not Clock.objects.live().of(clock.subject_kind, row.pk).exists()
    if key == "stewards":
        assert day(running(yard.step(row, "resume"))) == first


def test_a_late_strike_of_what_does_not_run_begins_nothing(yard: Yard) -> None:
    row = yard.step(yard.step(yard.to("stewards", "running"), "meet"), "stop")
    record = row.meetings.get()
    row = yard.do(row, "strike", yard.cast.clerk, record=f"tablemeeting-{record.pk}", **WHY)
    assert row.due_at is None


def test_an_election_leaves_the_turn_of_the_rating_alone(yard: Yard) -> None:
    row = yard.step(yard.to("properties", "serving"), "elect")
    codes = set(Clock.objects.live().of("red_property", row.pk).values_list("code", flat=True))
    assert codes == {"property.rating", "owners.filing"}


def test_what_a_table_agreed_becomes_a_task_that_the_group_shows(yard: Yard, as_: As) -> None:
    row = yard.step(yard.to("stewards", "running"), "meet", agreed="四月底前划好北门车位，物业牵头")
    address = f"/meetings/items/new/?source=steward_group:{row.pk}"
    # Nobody keeps a list yet.
    assert address not in as_(yard.cast.clerk).get(row.get_absolute_url()).content.decode()
    body = PartyJointBody.objects.create(name="铁北社区大党委", community=yard.area, valid_from=SINCE)
    assert address in as_(yard.cast.clerk).get(row.get_absolute_url()).content.decode()
    form = as_(yard.cast.clerk).get(address).content.decode()
    assert "四月底前划好北门车位，物业牵头" in form and "铁路小区管家" in form
    task = Task("划车位", "北门乱停", date(2026, 4, 30), "车位划好", lead=yard.housing, community=yard.area)
    item = make(task, Source(body, kind="steward_group", pk=row.pk), actor=yard.cast.clerk, now=yard.now)
    for name, shown in (("clerk", True), ("supervisor", True)):
        assert (
            item.no in as_(getattr(yard.cast, name)).get(row.get_absolute_url()).content.decode()
        ) is shown
    assert as_(yard.cast.outsider).get(address).status_code == 404
    # Not where it has ended.
    yard.step(row, "stop")
    assert address not in as_(yard.cast.clerk).get(row.get_absolute_url()).content.decode()


def test_an_opinion_shows_the_session_at_which_it_was_said(yard: Yard, as_: As) -> None:
    session = yard.step(yard.to("sessions", "held"), "raise_opinion")
    opinion = SessionOpinion.objects.get(work=session).opinion
    seen = as_(yard.cast.clerk).get(opinion.get_absolute_url()).content.decode()
    assert "露化会客厅 暖气怎么报修" in seen and f'href="{session.get_absolute_url()}"' in seen
    other = raise_opinion(Told(place=yard.town.building, text="灯坏了"), actor=yard.cast.clerk, now=yard.now)
    assert "露化会客厅" not in as_(yard.cast.clerk).get(other.get_absolute_url()).content.decode()


def test_a_firm_lists_what_residents_of_its_estate_said_about_it(yard: Yard, log: Log, as_: As) -> None:
    row = yard.begun("properties")
    case = log(cause=Cause.PROPERTY, title="电梯坏了没人修", now=yard.now)
    log(title="楼上漏水", now=yard.now)
    said = raise_opinion(
        Told(place=yard.town.building, text="物业不扫楼道"), actor=yard.cast.clerk, now=yard.now
    )
    told = "\n".join(words for words, _ in complaints(yard.cast.clerk, row.estate))
    assert f"{case.no} 电梯坏了没人修" in told and str(said.no) in told and "楼上漏水" not in told
    assert complaints(yard.cast.outsider, row.estate) == []
    assert complaints(yard.cast.clerk, yard.town.dongyuan.estate) == []
    headers = "\n".join(words for words, _ in complaints(yard.cast.supervisor, row.estate))
    assert str(case.no) in headers and "电梯" not in headers
    page = as_(yard.cast.clerk).get(row.get_absolute_url()).content.decode()
    assert "居民对物业的投诉、纠纷" in page and case.get_absolute_url() in page


def test_the_search_box_finds_works_topics_and_tasks_of_ones_own_in_one_query(
    yard: Yard, as_: As, django_assert_num_queries: Any
) -> None:
    brand = yard.begun("brands")
    body = PartyJointBody.objects.create(name="铁北社区大党委", community=yard.area, valid_from=SINCE)
    task = Task(
        "邻里嘉年华搭台", "没有台子", date(2026, 4, 30), "搭好", lead=yard.housing, community=yard.area
    )
    item = make(task, Source(body, kind="community_brand", pk=brand.pk), actor=yard.cast.clerk, now=yard.now)
    clerk = yard.cast.clerk
    hits(clerk, "嘉年华", limit=8)  # scope is read once a request
    with django_assert_num_queries(1):
        found = hits(clerk, "邻里 嘉年华", limit=8)
    assert {one.url for one in found} == {brand.get_absolute_url(), item.get_absolute_url()}
    assert [one.url for one in hits(clerk, item.no, limit=8)] == [item.get_absolute_url()]
    assert hits(yard.cast.outsider, "嘉年华", limit=8) == [] == hits(yard.cast.worker, "嘉年华", limit=8)
    assert {one.url for one in hits(yard.cast.liaison, "嘉年华", limit=8)} == {item.get_absolute_url()}
    page = as_(clerk).get("/search/", {"q": "嘉年华"}).content.decode()
    assert brand.get_absolute_url() in page and "社区品牌" not in page and "一社一品" in page
    assert ActionItem.objects.count() == 1
    # A room's own page is found by its name.
    assert 'href="/party/properties/"' in as_(clerk).get("/search/", {"q": "红色物业"}).content.decode()


def test_works_follow_their_community_into_another_but_what_both_have_stays_to_be_ended(yard: Yard) -> None:
    new = yard.town.dongyuan.area
    brand, branch = yard.begun("brands"), yard.begun("orgs")
    check_in, link = yard.begun("checkins"), yard.begun("links")
    theirs = PartyOrg.objects.create(
        kind=OrgKind.COMMITTEE, name="东苑社区党委", community=new, parent=yard.org(OrgKind.STREET),
        state="active", created_at=yard.now, last_act_at=yard.now,
    )  # fmt: skip
    yard.begun("checkins", by=yard.cast.street_lead, community=new)
    handover.community_changed(grids=[], old=yard.area, new=new, actor=yard.cast.sysadmin, now=yard.now)
    for row in (brand, branch, check_in, link):
        row.refresh_from_db()
    assert brand.community == branch.community == link.community == new
    assert branch.parent == theirs
    assert check_in.community == yard.area == yard.org().community
