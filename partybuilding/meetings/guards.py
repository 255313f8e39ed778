"""What must hold before an act of a meeting or a topic: the missing thing in plain words, or ""."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from core.clocks.words import day_zh
from partybuilding.choices import AHEAD, MeetingState
from partybuilding.meetings.facts import facts
from partybuilding.meetings.workflow import MINUTES_OPEN
from partybuilding.models import JointMeeting, MeetingTopic


def has_members(meeting: JointMeeting, now: datetime) -> str:
    return "" if facts(meeting).members else "还没有登记成员单位，先到「成员单位」登记"


def is_still_to_come(meeting: JointMeeting, now: datetime) -> str:
    past = meeting.held_at is not None and meeting.held_at <= now
    return "拟定的时间已经过了，先「改日期」" if past else ""


def is_its_day(meeting: JointMeeting, now: datetime) -> str:
    day = meeting.held_on
    if day is None or timezone.localdate(now) >= day:
        return ""
    return f"会议定在{day_zh(day, weekday=True)}，到那天再办；提前开的先「改日期」"


def papers_are_out(meeting: JointMeeting, now: datetime) -> str:
    return "" if meeting.papers_at else "议程和材料还没有送出，先「送出材料」；迟了写明原因"


def has_decisions(meeting: JointMeeting, now: datetime) -> str:
    return "" if facts(meeting).decisions else "这次会议没有议定事项，不用公示"


def has_notice(meeting: JointMeeting, now: datetime) -> str:
    hangs = any(one.taken_down_at is None for one in facts(meeting).notices)
    return "" if hangs else "没有正在公示的"


def is_sitting(topic: MeetingTopic, now: datetime) -> str:
    if topic.meeting is not None and topic.meeting.state == MeetingState.OPEN:
        return ""
    return "会议还没有开，或者已经散会；开会时才能记"


def may_decide(topic: MeetingTopic, now: datetime) -> str:
    if topic.meeting is not None and topic.meeting.is_talk:
        return "到会的不够半数加一，这次是谈话会，不作决定。请记「下次再议」"
    return ""


def minutes_are_open(topic: MeetingTopic, now: datetime) -> str:
    if topic.meeting is not None and topic.meeting.state in MINUTES_OPEN:
        return ""
    return "纪要已经送签，不能再改；要改请主持人先「退回修改」"


def has_not_begun(topic: MeetingTopic, now: datetime) -> str:
    if topic.meeting is None or topic.meeting.state in AHEAD:
        return ""
    return "会议已经开了，请记议定、再议或转交"


_MEETING = (has_members, is_still_to_come, is_its_day, papers_are_out, has_decisions, has_notice)
_TOPIC = (is_sitting, may_decide, minutes_are_open, has_not_begun)
GUARDS: dict[str, Callable[[JointMeeting, datetime], str]] = {one.__name__: one for one in _MEETING}
TOPIC_GUARDS: dict[str, Callable[[MeetingTopic, datetime], str]] = {one.__name__: one for one in _TOPIC}
