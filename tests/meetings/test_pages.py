"""Pages: every act through its form, the lists, the wall, bodies, new topics, the public notice; 403, 404, 409, 422."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disputes.models import Dispute
from partybuilding.choices import MeetingState, TopicState
from partybuilding.meetings.flow import MEETINGS
from partybuilding.meetings.forms.meeting import FORMS
from partybuilding.meetings.forms.topics import FORMS as TOPIC_FORMS
from partybuilding.models import JointMeeting, MeetingTopic, PartyJointBody, TopicOrigin
from tests.meetings.conftest import As
from tests.meetings.hall import BEFORE, DAY, HOUR, WHO, Hall, at

pytestmark = pytest.mark.django_db
S, T = MeetingState, TopicState
ENGLISH = re.compile(r"[A-Za-z]{3,}")
SAID: dict[str, dict[str, Any]] = {
    "build_agenda": {},
    "call": {"text": "请带方案"},
    "cancel": {"reason": "和市里会议冲突"},
    "change_date": {"held_at": "2026-03-24T14:30", "reason": "主持人出差"},
    "close": {"next_words": "2026年第二季度"},
    "draft_minutes": {"sent_to": "各成员单位"},
    "note": {"text": "投影试过了"},
    "open": {"chair_name": "赵街道"},
    "papers_out": {"text": "议题材料", "reason": "等预算"},
    "post_notice": {"title": "会议结果", "text": "装路灯", "from_on": "2026-03-22", "to_on": "2026-04-06"},
    "propose_date": {"held_at": "2026-03-20T09:30"},
    "return_minutes": {"reason": "写明单位"},
    "sign_in": {},
    "sign_minutes": {},
    "sign_self": {"presence": "member"},
    "take_down": {"reason": "写错日期"},
}
TOPIC_SAID: dict[str, dict[str, Any]] = {
    "accept": {},
    "correct": {"text": "四月底前装好", "reason": "听错了"},
    "decline": {"reason": "先走吹哨"},
    "defer": {"reason": "资金没到"},
    "discuss": {"text": "住建有灯杆"},
    "hand_on": {"handed_to": "市住建局", "reason": "市政道路"},
    "merge": {},
    "note": {"text": "看过现场"},
    "resolve": {"text": "装四盏灯", "way": "consensus", "due_on": "2026-04-30"},
    "revise": {"title": "装灯", "problem": "没有灯", "asked": "谁来装"},
    "schedule": {},
    "unschedule": {"reason": "材料没齐"},
}
# Nothing need be typed.
EMPTY = {"build_agenda", "call", "close", "draft_minutes", "sign_in", "sign_minutes"}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def words_of(html: str) -> str:
    """What people read of the page itself."""
    html = "<main" + html.partition("<main")[2].partition("</main>")[0]
    text = re.sub(r"(?s)<(script|style|svg|head).*?</\1>", " ", html)
    return re.sub(r"<[^>]+>", " ", text)


def post(client: Client, url: str, data: dict[str, Any]) -> HttpResponse:
    answer: Any = client.post(url, {"replay_key": str(uuid.uuid4()), **data})
    found: HttpResponse = answer
    return found


def filled(hall: Hall, act: str, meeting: JointMeeting) -> dict[str, Any]:
    """What depends on the row."""
    more: dict[str, Any] = {"version": meeting.version, **SAID[act]}
    if act == "sign_in":
        more |= {f"seat_{pk}": "member" for pk in hall.seats}
    if act == "sign_self":
        more["member"] = hall.seats[0]
    if act == "post_notice":
        more["decisions"] = list(meeting.decisions.values_list("pk", flat=True))
    if act == "take_down":
        more["notice"] = meeting.notices.get().pk
    return more


@pytest.mark.parametrize("state", list(S), ids=str)
def test_the_page_opens_for_whom_it_is_and_each_act_is_done_through_its_page(
    hall: Hall, as_: As, state: MeetingState
) -> None:
    """The form, what is missing beside its field, an old version as a conflict with the words kept, and the act."""
    meeting, now = hall.to(state), max(hall.now, at(3, 20, 11) if state in (S.CALLED, S.OPEN) else hall.now)
    url = meeting.get_absolute_url()
    with time_machine.travel(now + HOUR, tick=False):
        for key in ("meeting_secretary", "street_lead", "clerk", "liaison"):
            page = as_(getattr(hall.cast, key)).get(url)
            assert page.status_code == 200
            assert not ENGLISH.search(re.sub(r"\b(Word|PDF)\b", "", words_of(body(page)))), key
        assert as_(hall.cast.worker).get(url).status_code == 404
        for act in sorted(FORMS):
            if state not in _from(act) or (act == "open" and meeting.papers_at is None):
                continue
            with transaction.atomic():
                subject = meeting
                for before in BEFORE.get(act, ()):
                    hall.now = now
                    subject = hall.step(subject, before)
                _one(hall, as_, subject, act)
                transaction.set_rollback(True)


def _from(act: str) -> Any:
    return MEETINGS.table[act].from_states


def _one(hall: Hall, as_: As, meeting: JointMeeting, act: str) -> None:
    client, url = as_(getattr(hall.cast, WHO[act])), meeting.act_url(act)
    assert as_(hall.cast.supervisor).get(url).status_code == 403
    assert client.get(url).status_code == 200, act
    if act not in EMPTY:
        missing = post(client, url, {"version": meeting.version})
        assert missing.status_code == 422, act
        assert "field-error" in body(missing)
    said = filled(hall, act, meeting)
    stale = post(client, url, {**said, "version": meeting.version - 1})
    assert stale.status_code == 409, act
    for value in SAID[act].values():
        assert value in body(stale)
    done = post(client, url, said)
    assert done.status_code == 302, (act, words_of(body(done)))


@pytest.mark.parametrize("state", list(T), ids=str)
def test_a_topics_page_and_each_of_its_acts(hall: Hall, as_: As, state: TopicState) -> None:
    topic = hall.topic_to(state)
    client = as_(hall.cast.meeting_secretary)
    with time_machine.travel(hall.now + HOUR, tick=False):
        page = client.get(topic.get_absolute_url())
        assert page.status_code == 200 and not ENGLISH.search(words_of(body(page)))
        assert as_(hall.cast.nobody).get(topic.get_absolute_url()).status_code == 404
        for link in re.findall(r'href="(/meetings/topics/\d+/do/[a-z_]+/)"', body(page)):
            act = link.rstrip("/").rsplit("/", 1)[1]
            with transaction.atomic():
                said = {"version": topic.version, **TOPIC_SAID[act]}
                if act == "merge":
                    said["main"] = hall.topic(title="公交站装灯").pk
                if act == "schedule":
                    said["meeting"] = hall.slot(2).pk
                if act == "correct":
                    said["decision"] = topic.decisions.get().pk
                assert client.get(link).status_code == 200
                assert post(client, link, {**said, "version": topic.version - 1}).status_code == 409
                done = post(client, link, said)
                assert done.status_code == 302, (act, words_of(body(done)))
                transaction.set_rollback(True)


def test_the_forms_are_those_that_were_tried() -> None:
    assert set(SAID) == set(FORMS) and set(TOPIC_SAID) == set(TOPIC_FORMS)


def test_a_topic_is_built_from_cases_found_by_search_or_from_a_cases_page(hall: Hall, as_: As) -> None:
    cases = [hall.log(place=hall.town.building, title=f"白马公寓路灯不亮{n}", now=hall.now) for n in range(6)]
    with time_machine.travel(hall.now + HOUR, tick=False):
        client = as_(hall.cast.meeting_secretary)
        found = post(
            client, "/meetings/topics/new/", {"step": "find", "source_q": "白马公寓", "body": hall.body.pk}
        )
        assert found.status_code == 200 and "field-error" not in body(found)
        keys = re.findall(r'value="(dispute:[^"]+)"', body(found))
        assert sorted(keys) == sorted(f"dispute:{one.no}" for one in cases)
        said = {
            "body": hall.body.pk,
            "sources": keys,
            "title": "白马公寓北门装路灯",
            "problem": "六户报过",
            "asked": "由谁牵头",
        }
        empty = post(client, "/meetings/topics/new/", {**said, "asked": ""})
        assert empty.status_code == 422 and "六户报过" in body(empty) and body(empty).count("checked") >= 6
        foreign = post(client, "/meetings/topics/new/", {**said, "sources": ["dispute:2020-00001"]})
        assert foreign.status_code == 422 and "你看不到" in body(foreign)
        done: Any = post(client, "/meetings/topics/new/", said)
        assert done.status_code == 302
        topic = MeetingTopic.objects.get()
        assert topic.origins.count() == 6
        case = cases[0]
        page = body(as_(hall.cast.clerk).get(case.get_absolute_url()))
        # 铁北 does not see what the secretary brought until it stands on an agenda.
        assert "由联席会议推动" in page and f'href="{topic.get_absolute_url()}"' not in page
        door = re.search(r'href="(/meetings/topics/new/[^"]+)"', page)
        assert door is not None
        form = body(as_(hall.cast.clerk).get(door[1].replace("&amp;", "&")))
        assert f'value="dispute:{case.no}"' in form and "checked" in form and case.title in form
        assert as_(hall.cast.worker).get("/meetings/topics/new/").status_code == 403
        with transaction.atomic():
            PartyJointBody.objects.update(valid_to=hall.body.valid_from)
            nobody = as_(hall.cast.manager).get("/meetings/topics/new/")
            assert "还没有登记大工委" in body(nobody)
            transaction.set_rollback(True)
        assert 'href="/meetings/topics/new/' not in body(as_(hall.cast.worker).get(case.get_absolute_url()))


def test_the_wall_takes_a_decision_with_one_choice_and_one_line(hall: Hall, as_: As) -> None:
    topic = hall.sit(hall.topic_to(T.SCHEDULED), 6)
    meeting = hall.meeting()
    wall, url = (
        f"{meeting.get_absolute_url()}?mode=screen&item=2",
        f"{meeting.get_absolute_url()}record/{topic.pk}/",
    )
    with time_machine.travel(hall.now + HOUR, tick=False):
        client = as_(hall.cast.meeting_secretary)
        page = body(client.get(wall))
        assert "应到8家，实到6家，可以作决定" in page and 'id="record"' in page
        assert 'id="record"' not in body(as_(hall.cast.street_lead).get(wall))
        assert "这是第一次会议" in body(client.get(f"{meeting.get_absolute_url()}?mode=screen&item=abc"))
        said = {"version": topic.version, "outcome": "resolved", "text": "住建牵头装灯", "way": "consensus"}
        assert post(as_(hall.cast.street_lead), url, said).status_code == 403
        assert post(client, f"{meeting.get_absolute_url()}record/999/", said).status_code == 404
        missing = post(client, url, {**said, "text": ""})
        assert missing.status_code == 422 and "field-error" in body(missing)
        lost = post(client, url, {**said, "way": "vote", "votes_for": "3"})
        assert lost.status_code == 422 and "没有过半数" in body(lost) and "住建牵头装灯" in body(lost)
        assert post(client, url, {**said, "version": topic.version - 1}).status_code == 409
        assert post(client, url, said).status_code == 302
        topic = hall.again(topic)
        assert topic.state == T.RESOLVED and "再记一项" in body(client.get(wall))


def test_bodies_are_kept_on_their_pages_and_read_by_those_who_sit(hall: Hall, as_: As) -> None:
    url = hall.body.get_absolute_url()
    with time_machine.travel(hall.now, tick=False):
        client = as_(hall.cast.meeting_secretary)
        page = body(client.get(url))
        assert "现任8家，到5家可以作决定" in page and "代理0" in page
        assert as_(hall.cast.liaison).get(url).status_code == 200
        assert as_(hall.cast.worker).get(url).status_code == 403
        for act in (
            "add_member",
            "name_deputy",
            "note_absence",
            "drop_absence",
            "end_member",
            "change",
            "end_body",
        ):
            form = hall.body.act_url(act)
            assert client.get(form).status_code == 200
            assert as_(hall.cast.clerk).get(form).status_code == 403
            assert post(client, form, {"version": 1}).status_code == 422
        said = {"version": 1, "member": hall.seats[1], "first_on": "2026-03-09", "last_on": "2026-03-11"}
        assert post(client, hall.body.act_url("note_absence"), said).status_code == 302
        assert post(client, hall.body.act_url("note_absence"), said).status_code == 409
        assert "公安分局" in body(client.get(hall.body.act_url("drop_absence")))
        new = {
            "name": "铁北社区大党委",
            "cycle_months": "2",
            "starts_at": "09:30",
            "valid_from": "2026-03-01",
        }
        lead = as_(hall.cast.secretary)
        own = {**new, "community": hall.town.tiebei.area.pk}
        assert post(lead, "/meetings/bodies/new/", own).status_code == 302
        assert post(lead, "/meetings/bodies/new/", own).status_code == 422
        assert post(as_(hall.cast.clerk), "/meetings/bodies/new/", new).status_code == 403
        area = hall.town.tiebei.area
        community = PartyJointBody.objects.get(community=area)
        assert as_(hall.cast.outsider).get(community.get_absolute_url()).status_code == 404
        assert as_(hall.cast.clerk).get(community.get_absolute_url()).status_code == 200


def test_the_public_reads_what_hangs_and_no_name(hall: Hall, as_: As) -> None:
    meeting = hall.to(S.MINUTED)
    with time_machine.travel(at(3, 24), tick=False):
        assert "现在没有正在公示的会议结果" in body(Client().get("/open/meetings/"))
        hall.now = at(3, 24) - HOUR
        hall.do(meeting, "post_notice", **_notice(meeting))
        page = body(Client().get("/open/meetings/"))
        assert "住建牵头装四盏路灯" in page and "委员0" not in page and "赵街道" not in page
    with time_machine.travel(at(4, 9), tick=False):
        assert "住建牵头" not in body(Client().get("/open/meetings/"))


def _notice(meeting: JointMeeting) -> dict[str, Any]:
    own = list(meeting.decisions.values_list("pk", flat=True))
    day = at(3, 24).date()
    return {
        "title": "会议结果",
        "text": "装路灯",
        "decisions": own,
        "from_on": day,
        "to_on": day + timedelta(days=15),
    }


def test_a_meeting_can_be_called_beside_the_regular_ones(hall: Hall, as_: As) -> None:
    with time_machine.travel(hall.now, tick=False):
        client = as_(hall.cast.street_lead)
        assert client.get("/meetings/new/").status_code == 200
        said = {"body": hall.body.pk, "held_at": "2026-03-10T15:00", "reason": "雨季前要定排水"}
        assert post(client, "/meetings/new/", {**said, "held_at": "2026-03-01T15:00"}).status_code == 422
        assert post(client, "/meetings/new/", said).status_code == 302
        meeting = JointMeeting.objects.get()
        assert (meeting.state, meeting.kind, meeting.period) == (S.PROPOSED, "extra", 1)
        assert "2026年3月10日临时会议" in body(client.get("/meetings/"))
        assert "要我办的" in body(as_(hall.cast.meeting_secretary).get("/meetings/?todo=1"))
        assert as_(hall.cast.clerk).get("/meetings/new/").status_code == 403
        assert as_(hall.cast.worker).get("/meetings/").status_code == 403


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_pages_ask_as_much_for_many_as_for_few(hall: Hall, as_: As) -> None:
    topic = hall.sit(hall.topic_to(T.SCHEDULED))
    topic, meeting = hall.topic_step(topic, "resolve"), hall.meeting()
    case = hall.log(place=hall.town.building, now=hall.now)
    TopicOrigin.objects.create(topic=topic, kind="dispute", origin_id=case.pk, no=str(case.no), title="x")
    with time_machine.travel(hall.now + HOUR, tick=False):
        client = as_(hall.cast.meeting_secretary)
        urls = {
            "/meetings/": 10,
            "/meetings/topics/?tab=all": 10,
            "/meetings/calendar/?month=2026-03": 10,
            meeting.get_absolute_url(): 15,
            f"{meeting.get_absolute_url()}?mode=screen&item=2": 12,
            topic.get_absolute_url(): 14,
            hall.body.get_absolute_url(): 10,
        }
        client.get("/meetings/")
        few = {url: queries(client, url) for url in urls}
        case_page = case.get_absolute_url()
        before = queries(as_(hall.cast.clerk), case_page)
        _many(hall, meeting, topic, case)
        assert {url: queries(client, url) for url in urls} == few
        assert queries(as_(hall.cast.clerk), case_page) == before
    assert all(few[url] <= most for url, most in urls.items()), few


def _many(hall: Hall, meeting: JointMeeting, topic: MeetingTopic, case: Dispute) -> None:
    for number in range(6):
        more = hall.topic_step(hall.topic(title=f"议题{number}"), "accept")
        meeting.agenda.create(topic=more, position=number + 2)
        MeetingTopic.objects.filter(pk=more.pk).update(meeting=meeting, state=T.SCHEDULED)
        meeting.decisions.create(topic=topic, number=number + 2, text="再装一盏", created_at=DAY)
        other = hall.log(place=hall.town.building, now=hall.now)
        TopicOrigin.objects.create(
            topic=topic, kind="dispute", origin_id=other.pk, no=str(other.no), title="x"
        )
        TopicOrigin.objects.create(topic=more, kind="dispute", origin_id=case.pk, no=str(case.no), title="x")
        if number < 3:
            hall.slot(number + 2)
