from partybuilding.models.body import BodyMember, MemberAbsence, PartyJointBody
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
    "JointMeeting",
    "MeetingAttendance",
    "MeetingDecision",
    "MeetingTopic",
    "MemberAbsence",
    "OpenNotice",
    "PartyJointBody",
    "TopicOrigin",
]
