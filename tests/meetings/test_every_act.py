"""Generated from the two tables: who, from which state, within which area; and what each act leaves behind.

WHO is written here by hand from domain.md E and trust.md 3.3, so that the policies are held to it and not to themselves."""

from typing import Any

import pytest
from django.db import transaction

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.engine import Flow
from core.flow.models import Event
from partybuilding.choices import ON_AGENDA, MeetingState, TopicState
from partybuilding.meetings import workflow
from partybuilding.meetings.actions import ACTIONS, TOPIC_ACTIONS
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.meetings.forms.meeting import FORMS
from partybuilding.meetings.forms.topics import FORMS as TOPIC_FORMS
from partybuilding.meetings.guards import GUARDS, TOPIC_GUARDS
from partybuilding.models import JointMeeting, MeetingTopic
from tests.meetings.hall import BEFORE, DATA, TOPIC_DATA, WHO, Hall

pytestmark = pytest.mark.django_db
S, T = MeetingState, TopicState
STREET = {"intake", "manager", "street_lead", "supervisor", "meeting_secretary"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
OTHER = {"outsider", "other_secretary"}
MEMBERS = {"liaison"}
ROLES: dict[str, set[str]] = {
    "secretary": {"meeting_secretary"},
    "chair": {"street_lead"},
    "member": MEMBERS,
    # The topic is the clerk's of 铁北: all of that community speak for it.
    "proposer": COMMUNITY,
    "system": set(),
}


def found_by(hall: Hall, model: Any, pk: int) -> set[str]:
    return {k for k, user in hall.cast.all.items() if model.objects.visible_to(user).filter(pk=pk).exists()}


def check_roles(hall: Hall, flow: Flow[Any], pk: int, seen: set[str]) -> None:
    subject = flow.queryset().get(pk=pk)
    for act, row in flow.table.items():
        expected = set().union(*(ROLES[one] for one in row.who))
        found = {k for k, user in hall.cast.all.items() if flow.by_role(user, row, subject).allowed}
        assert found == expected, act
    for key, user in hall.cast.all.items():
        acts = [one.act for one in flow.acts_for(user, subject, hall.now) if one.allowed]
        assert not acts or key in seen, (key, acts)


@pytest.mark.parametrize("state", list(S), ids=str)
def test_a_meeting_is_the_bodys_and_each_act_is_open_to_those_whom_the_table_names(
    hall: Hall, state: MeetingState
) -> None:
    meeting = hall.to(state)
    assert meeting.state == state
    seen = STREET | COMMUNITY | OTHER | MEMBERS
    assert found_by(hall, JointMeeting, meeting.pk) == seen
    check_roles(hall, MEETINGS, meeting.pk, seen)
    refused(hall, MEETINGS, meeting)


@pytest.mark.parametrize("state", list(T), ids=str)
def test_a_topic_is_its_proposers_until_it_stands_on_an_agenda(hall: Hall, state: TopicState) -> None:
    topic = hall.topic_to(state)
    assert topic.state == state
    seen = STREET | COMMUNITY | (OTHER | MEMBERS if state in ON_AGENDA else set())
    assert found_by(hall, MeetingTopic, topic.pk) == seen
    check_roles(hall, TOPICS, topic.pk, seen)
    refused(hall, TOPICS, topic)


def record_of(flow: Flow[Any], pk: int) -> tuple[Any, ...]:
    row = flow.queryset().get(pk=pk)
    return (
        row.version,
        row.state,
        Event.objects.filter(subject_kind=flow.kind, subject_id=pk).count(),
        Entry.objects.filter(subject_kind=flow.kind, subject_id=pk).count(),
        list(Clock.objects.of(flow.kind, pk).values_list("code", "due_at", "stopped_at", "cancelled_at")),
    )


def refused(hall: Hall, flow: Flow[Any], subject: Any) -> None:
    """What the table does not allow from this state changes nothing."""
    before = record_of(flow, subject.pk)
    for act, row in flow.table.items():
        if subject.state in row.from_states:
            continue
        for actor in (hall.cast.meeting_secretary, hall.cast.street_lead):
            with pytest.raises(RuleBroken) as caught, flow.step(subject, act, actor=actor, now=hall.now):
                pytest.fail(f"{act} began from {subject.state}")
            assert caught.value.status in (403, 422)
    assert record_of(flow, subject.pk) == before


def written(flow: Flow[Any], fresh: Any, act: str, actor: Any, now: Any) -> None:
    event = Event.objects.get(subject_kind=flow.kind, subject_id=fresh.pk, version=fresh.version)
    assert (event.act, event.actor, event.at) == (act, actor, now)
    line = Entry.objects.filter(subject_kind=flow.kind, subject_id=fresh.pk).latest("seq")
    assert (line.action, line.detail["to"]) == (f"{flow.kind}.{act}", fresh.state)
    assert "赵街道" not in str(event.changes) + str(line.detail)


def strangers(hall: Hall, flow: Flow[Any], subject: Any, act: str, doer: Any) -> None:
    """A stranger and another area are refused, an old form is a conflict."""
    for one in ("worker", "other_secretary", "supervisor", "nobody"):
        with pytest.raises(NotAllowed), flow.step(subject, act, actor=getattr(hall.cast, one)):
            pytest.fail(f"{one} did {act}")
    old = {"actor": doer, "version": subject.version - 1, "now": hall.now}
    with pytest.raises(Conflict) as caught, flow.step(subject, act, **old):
        pytest.fail("a stale form was taken")
    assert caught.value.status == 409


@pytest.mark.parametrize("state", list(S), ids=str)
def test_a_legal_act_of_a_meeting_leads_where_the_table_says_and_is_written_down(
    hall: Hall, state: MeetingState
) -> None:
    """Each act begins from the same meeting and is undone."""
    meeting, now, walked = hall.to(state), hall.now, 0
    for act in sorted(ACTIONS):
        row = MEETINGS.table[act]
        if state not in row.from_states or (act == "open" and meeting.papers_at is None):
            continue
        walked += 1
        with transaction.atomic():
            subject = meeting
            for before in BEFORE.get(act, ()):
                subject = hall.step(subject, before)
            doer = getattr(hall.cast, WHO[act])
            strangers(hall, MEETINGS, subject, act, doer)
            fresh = hall.do(subject, act, doer, **DATA[act](hall, subject))
            assert fresh.state in (row.to or (state,)), act
            written(MEETINGS, fresh, act, doer, hall.now)
            transaction.set_rollback(True)
        hall.now = now
    assert walked >= 1


@pytest.mark.parametrize("state", list(T), ids=str)
def test_a_legal_act_of_a_topic_leads_where_the_table_says_and_is_written_down(
    hall: Hall, state: TopicState
) -> None:
    topic, now = hall.topic_to(state), hall.now
    for act in sorted(TOPIC_ACTIONS):
        row = TOPICS.table[act]
        ahead = topic.meeting is None or topic.meeting.is_ahead
        blocked = (ahead and "is_sitting" in row.guards) or (not ahead and act in ("unschedule", "schedule"))
        if state not in row.from_states or blocked:
            continue
        with transaction.atomic():
            by = "clerk" if act in ("revise", "note") else "meeting_secretary"
            doer = getattr(hall.cast, by)
            strangers(hall, TOPICS, topic, act, doer)
            data = TOPIC_DATA[act](hall, topic)
            fresh = hall.topic_do(topic, act, by, **data)
            assert fresh.state in (row.to or (state,)), act
            written(TOPICS, fresh, act, doer, hall.now)
            transaction.set_rollback(True)
        hall.now = now


def test_every_act_has_an_action_a_form_an_example_and_words() -> None:
    assert set(ACTIONS) == set(MEETINGS.table) - workflow.INSIDE == set(DATA) == set(WHO) == set(FORMS)
    acts = set(TOPICS.table) - workflow.TOPICS_INSIDE
    assert set(TOPIC_ACTIONS) == acts == set(TOPIC_DATA) == set(TOPIC_FORMS)
    for flow, guards in ((MEETINGS, GUARDS), (TOPICS, TOPIC_GUARDS)):
        for row in flow.table.values():
            assert set(row.who) <= set(workflow.WHO_WORDS) and set(row.guards) <= set(guards)
            assert set(row.tells) <= set(workflow.Tell)
            assert {spec.partition(":")[0] for spec in row.clocks} <= set(flow.verbs)
