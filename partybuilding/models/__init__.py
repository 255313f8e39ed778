from partybuilding.models.body import BodyMember, MemberAbsence, PartyJointBody
from partybuilding.models.feed import CalendarFeed
from partybuilding.models.meeting import (
    AgendaItem,
    JointMeeting,
    MeetingAttendance,
    MeetingDecision,
    MeetingTopic,
    OpenNotice,
    TopicOrigin,
)

__all__ = [
    "AgendaItem",
    "BodyMember",
    "CalendarFeed",
    "JointMeeting",
    "MeetingAttendance",
    "MeetingDecision",
    "MeetingTopic",
    "MemberAbsence",
    "OpenNotice",
    "PartyJointBody",
    "TopicOrigin",
]
