"""Meetings and topics under core.flow's engine: who is who, which clock, whom to tell.

Order of locks: the body (only time takes it), the meeting, its topics by id, the calendar, clocks, the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from core.accounts.models import User
from core.clocks.store import load_calendar
from core.clocks.work_hours import next_office_moment
from core.flow.engine import Flow
from core.flow.table import ActOption
from partybuilding.choices import AHEAD, AT_MEETING, SAT, WAITING_TOPICS, MeetingState, TopicState
from partybuilding.meetings import guards, limits, policies, telling, workflow
from partybuilding.meetings.facts import KIND, TOPIC_KIND, forget
from partybuilding.models import JointMeeting, MeetingTopic
from partybuilding.models.body import QUARTER

M, T = MeetingState, TopicState
HELD, HELD_SHORT, PAPERS_OUT = "meeting.held", "meeting.held.short", "meeting.papers_out"


def midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class MeetingFlow(Flow[JointMeeting]):
    """workflow.MEETINGS read by core.flow."""

    kind = KIND
    table = workflow.MEETINGS
    states = MeetingState
    who_words = workflow.WHO_WORDS
    noun = "这次会议"
    compared = ("state", "held_at", "place")
    open_states = AHEAD | {M.OPEN} | SAT - {M.MINUTED}
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        M.SLOT: ("propose_date",),
        M.PROPOSED: ("call", "build_agenda"),
        M.CALLED: ("open", "sign_in", "papers_out", "build_agenda"),
        M.OPEN: ("close", "sign_in"),
        M.HELD: ("draft_minutes",),
        M.DRAFTED: ("sign_minutes",),
        M.MINUTED: ("post_notice",),
    }

    def queryset(self) -> "models.QuerySet[JointMeeting]":
        return JointMeeting.objects.select_related("body", "body__community")

    def holds(self, user: User, who: str, meeting: JointMeeting) -> bool:
        return policies.holds_meeting(user, who, meeting)

    def guard(self, name: str, meeting: JointMeeting, now: datetime) -> str:
        return guards.GUARDS[name](meeting, now)

    def people(self, tell: str, meeting: JointMeeting) -> Iterable[User]:
        return telling.people(tell, meeting)

    def title(self, meeting: JointMeeting) -> str:
        return telling.title(meeting)

    def forget(self, meeting: JointMeeting) -> None:
        forget(meeting)

    def acts_for(self, user: User, meeting: JointMeeting, now: datetime | None = None) -> list[ActOption]:
        return [one for one in super().acts_for(user, meeting, now) if one.act not in workflow.INSIDE]

    def clock_code(self, meeting: JointMeeting, code: str) -> str:
        """Day 60 is a quarter's; a shorter period is warned of when two thirds have run."""
        return HELD_SHORT if code == HELD and meeting.body.cycle_months < QUARTER else code

    def clock_starts(self, meeting: JointMeeting, code: str) -> datetime | None:
        return midnight(meeting.period_first) if code == HELD else None

    def clock_due(self, meeting: JointMeeting, code: str) -> datetime | None:
        """The end of the period; for the papers the days before the meeting, and now when those are gone."""
        if code == HELD:
            return midnight(meeting.period_last + timedelta(days=1))
        if code == PAPERS_OUT and meeting.held_on is not None:
            last = midnight(limits.last_day(meeting.held_on, limits.PAPERS) + timedelta(days=1))
            # The moment of the act that starts it: papers that are late already are due at once.
            return max(last, meeting.last_act_at or last)
        return None

    def notify(self, people: Iterable[User], **more: Any) -> None:
        """Of meetings nobody is called in the evening or on a rest day."""
        moment = next_office_moment(more["now"], load_calendar())
        super().notify(people, not_before=moment, **more)


class TopicFlow(Flow[MeetingTopic]):
    """workflow.TOPICS read by core.flow."""

    kind = TOPIC_KIND
    table = workflow.TOPICS
    states = TopicState
    who_words = workflow.WHO_WORDS
    noun = "这个议题"
    compared = ("state", "title")
    open_states = WAITING_TOPICS | AT_MEETING
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        T.PROPOSED: ("accept",),
        T.ACCEPTED: ("schedule",),
        T.DEFERRED: ("schedule",),
        T.SCHEDULED: ("resolve",),
        T.DISCUSSED: ("resolve",),
    }

    def queryset(self) -> "models.QuerySet[MeetingTopic]":
        return MeetingTopic.objects.select_related(
            "body", "body__community", "community", "meeting", "meeting__body", "created_by"
        )

    def lock(self, pk: int) -> MeetingTopic:
        """The meeting first: a decision takes its next number, and a meeting that closes takes its topics."""
        on = MeetingTopic.objects.filter(pk=pk).values_list("meeting", flat=True).first()
        if on is not None:
            MEETINGS.lock(on)
        return super().lock(pk)

    def holds(self, user: User, who: str, topic: MeetingTopic) -> bool:
        return policies.holds_topic(user, who, topic)

    def guard(self, name: str, topic: MeetingTopic, now: datetime) -> str:
        return guards.TOPIC_GUARDS[name](topic, now)

    def people(self, tell: str, topic: MeetingTopic) -> Iterable[User]:
        return telling.topic_people(tell, topic)

    def title(self, topic: MeetingTopic) -> str:
        return telling.topic_title(topic)

    def acts_for(self, user: User, topic: MeetingTopic, now: datetime | None = None) -> list[ActOption]:
        found = super().acts_for(user, topic, now)
        return [one for one in found if one.act not in workflow.TOPICS_INSIDE]


MEETINGS = MeetingFlow()
TOPICS = TopicFlow()
