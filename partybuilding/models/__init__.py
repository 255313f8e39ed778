from partybuilding.models import works
from partybuilding.models.body import BodyMember, MemberAbsence, PartyJointBody
from partybuilding.models.feed import CalendarFeed
from partybuilding.models.item import ActionItem, ItemCheck, ItemProgress
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
    "ActionItem",
    "AgendaItem",
    "BodyMember",
    "CalendarFeed",
    "ItemCheck",
    "ItemProgress",
    "JointMeeting",
    "MeetingAttendance",
    "MeetingDecision",
    "MeetingTopic",
    "MemberAbsence",
    "OpenNotice",
    "PartyJointBody",
    "TopicOrigin",
    "works",
]
